// Runs TypeScript as the published package runs: compiled, and nothing put around its functions (tsx keeps their names by a call at
// each, which a benchmark would measure).
const { readFileSync } = require('node:fs');
const { transformSync } = require('esbuild');

require.extensions['.ts'] = (module, path) => {
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: path });
  module._compile(code, path);
};
