/** `npm run package [-- --target linux-x64]`: the vsix for one platform, without the network. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './commands.ts';
import { stageEngine } from './engineStage.ts';
import { root, thisTarget, vsixPath } from './project.ts';
import { listZip } from './zip.ts';

/** Builds for production, stages the engine and writes the vsix. Returns its path. */
export async function packageVsix(target: string): Promise<string> {
  const vsix = vsixPath(target);
  console.log(`Packaging for ${target}…`);
  const build = await run(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  process.stdout.write(build);
  await stageEngine(target, path.join(root, 'dist/engine'));
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const offline = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await run(process.execPath, [vsce, 'package', '--target', target, '--out', vsix, ...offline], {
    cwd: root,
  });
  await printSizes(vsix);
  return vsix;
}

async function printSizes(vsix: string): Promise<void> {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const files = await listZip(vsix);
  const sum = (prefix: string) =>
    files.filter(({ name }) => name.startsWith(prefix)).reduce((bytes, { size }) => bytes + size, 0);
  const engine = sum('extension/dist/engine/');
  const { size } = await stat(vsix);
  console.log(
    `${path.relative(root, vsix)}: ${megabytes(size)}, ${files.length} files, unpacked ${megabytes(sum(''))}` +
      ` (engine ${megabytes(engine)})`,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { target: { type: 'string', default: thisTarget() } } });
  await packageVsix(values.target);
}
