export const homePage = '<!doctype html><title>Tripstream</title>';
