// Runs TypeScript as the published package runs: compiled by TypeScript, and nothing put around its functions (tsx keeps their names by
// a call at each, which a benchmark would measure).
const { readFileSync } = require('node:fs');
const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');

const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };

require.extensions['.ts'] = (module, fileName) => {
  module._compile(transpileModule(readFileSync(fileName, 'utf8'), { fileName, compilerOptions }).outputText, fileName);
};
