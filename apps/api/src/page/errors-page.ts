export const errorsPage = '<!doctype html><title>Errors</title>';
