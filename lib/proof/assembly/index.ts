// A CDK cloud assembly, as the proof wants it.
export { type Acknowledgement, acknowledgementsIn } from './acknowledgements';
export { AssemblyError } from './error';
export { isLocalForm } from './local-form';
export { type Assembly, readAssembly } from './read-assembly';
