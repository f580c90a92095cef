// What the command is pointed at, read.
export { contents, streamed } from './contents';
export { InputError } from './error';
export { type Input, readInput } from './read-input';
