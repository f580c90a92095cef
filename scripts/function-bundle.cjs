// How each function is bundled: minified CommonJS with everything it needs. One place for what is published and what is measured.

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
  plugins: [withoutEventStreams],
  legalComments: 'none',
  logLevel: 'warning',
};
