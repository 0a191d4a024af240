// expect: no-restricted-syntax
export * from 'rxjs';
