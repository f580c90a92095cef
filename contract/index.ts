// What synth time and request time agree on. Imports nothing; everything may import it.
export * from './allow-list';
export * from './environment';
export * from './explained-error';
export * from './headers';
export * from './issuer';
export * from './limits';
export * from './metrics';
export * from './names';
export * from './reason-codes';
export * from './signing-pointer';
export * from './staleness';
export * from './table-actions';
export * from './tenant-data-roles';
export * from './tenant-id';
