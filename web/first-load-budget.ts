/** Fails the build when what a browser needs before it can show anything weighs too much. */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/** `kilobytes`: of gzip, 1,000 bytes each: the entry, what it imports at once, and its styles. */
export const firstLoadBudget = ({ kilobytes }: { readonly kilobytes: number }): Plugin => ({
  name: 'first-load-budget',
  apply: 'build',
  generateBundle(_options, bundle) {
    const weight = [...firstLoad(bundle)].reduce((sum, file) => sum + weigh(bundle[file]), 0) / 1_000;
    const words = `first load: ${weight.toFixed(0)} kB gzip of at most ${kilobytes}`;
    if (weight > kilobytes) this.error(`${words}. Load the page that became heavy lazily (router.tsx).`);
    this.info(words);
  },
});

function firstLoad(bundle: Rollup.OutputBundle): ReadonlySet<string> {
  const files = new Set<string>();
  const add = (name: string): void => {
    const chunk = bundle[name];
    if (files.has(name) || chunk?.type !== 'chunk') return;
    files.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    for (const imported of chunk.imports) add(imported);
  };
  for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) add(name);
  return files;
}

const weigh = (file: Rollup.OutputAsset | Rollup.OutputChunk | undefined): number =>
  file === undefined ? 0 : gzipSync(file.type === 'chunk' ? file.code : file.source).length;
