// The rules of this room. A new one is a file, and a line here.
export { environmentCrossing } from './environment-crossing';
export { referenceCycle } from './reference-cycle';
export { templateNotRead } from './template-not-read';
