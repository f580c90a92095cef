// What the command is pointed at, read.
export { InputError } from './error';
export { type Input, readInput } from './read-input';
