import type { Plugin } from "esbuild";

/**
 * Bundles `ws` with Node's own http, https, net and tls. VS Code gives extensions that `require` these another http, which sends
 * through the editor's idea of a proxy and forgets the connection it was given; to modules that `import` them it gives Node's.
 */
export const ownSockets: Plugin = {
  name: "own-sockets",
  setup(build) {
    const namespace = "own-sockets";
    build.onResolve({ filter: /^(?:https?|net|tls)$/ }, ({ path, importer }) => (/[\\/]node_modules[\\/]ws[\\/]/.test(importer) ? { path, namespace } : undefined));
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: `export * from "node:${path}";`, loader: "js" }));
  },
};
