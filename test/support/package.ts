/**
 * `npm run package [-- --target win32-x64]`: the vsix for one platform (this one unless given), `universal` for the one
 * without the engine, or `all`. The network is needed only for native libraries of other platforms, once.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './commands.ts';
import { stageEngine } from './engineStage.ts';
import { root, vsixPath } from './project.ts';
import { asTarget, TARGETS, type Target, thisTarget } from './targets.ts';
import { listZip } from './zip.ts';

/** Builds for production and writes a vsix for each target, the engine of the last one staying in `dist/engine`. */
export async function packageVsix(...targets: readonly Target[]): Promise<void> {
  process.stdout.write(await run(process.execPath, ['esbuild.mjs', '--production'], { cwd: root }));
  for (const target of targets) {
    console.log(`Packaging for ${target}…`);
    await stageEngine(target, path.join(root, 'dist/engine'));
    await writeVsix(target);
    await printSizes(vsixPath(target));
  }
}

async function writeVsix(target: Target): Promise<void> {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const system = target === 'universal' ? [] : ['--target', target];
  const offline = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = [vsce, 'package', ...system, '--out', vsixPath(target), ...offline];
  await run(process.execPath, args, { cwd: root });
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
  // This machine's last: what dist/ then holds runs here.
  const all = [...TARGETS.filter((target) => target !== thisTarget()), thisTarget()];
  await packageVsix(...(values.target === 'all' ? all : [asTarget(values.target)]));
}
