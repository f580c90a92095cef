// How each function is bundled: minified CommonJS with everything it needs. One place for what is published and what is measured.
const { readFileSync } = require('node:fs');

/**
 * The barrel of @smithy/core/serde makes a class and a function as it is loaded: whoever takes one thing from it, as signing does, gets
 * base64, UTF-8 and UUIDs too, 2 KB of the authorizer. Said to be free of effects, what nobody uses is left out.
 */
const withoutUnusedSerde = {
  name: 'without-unused-serde',
  setup({ onLoad }) {
    onLoad({ filter: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]serde[\\/]index\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/(= |extends )(bind\w+\()/g, '$1/* @__PURE__ */ $2'),
      loader: 'js',
    }));
  },
};

/**
 * No operation that our functions call streams events. What @smithy/core would load for one, once it is needed, can only be left out whole:
 * because of it each module below would be put into a function of its own, everywhere.
 */
const withoutEventStreams = {
  name: 'without-event-streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error('${path} is left out of this function');`,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
exports.FUNCTION_BUNDLE = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // The oldest runtime a consumer may choose; also what the local AWS runs functions with.
  target: 'node20',
  mainFields: ['module', 'main'],
  plugins: [withoutUnusedSerde, withoutEventStreams],
  legalComments: 'none',
  logLevel: 'warning',
};
