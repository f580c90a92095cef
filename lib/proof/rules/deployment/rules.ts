// The rules of this area. A new rule is a file, and a line here.
export { environmentCrossing } from './environment-crossing';
export { referenceCycle } from './reference-cycle';
export { templateNotRead } from './template-not-read';
