/** `npm run bench [-- name]`: all benchmarks one after another, or one; a merged JSON object is the last line. */
import { globSync } from 'node:fs';
import path from 'node:path';

interface Bench {
  run(): Promise<Record<string, unknown>>;
}

const [wanted] = process.argv.slice(2);
const files = globSync('*.ts', { cwd: import.meta.dirname }).sort();
const results: Record<string, unknown> = {};
let failed = false;
for (const file of files) {
  const name = path.basename(file, '.ts');
  if (file === path.basename(import.meta.filename) || (wanted !== undefined && wanted !== name)) continue;
  console.log(`\n── ${name} ──`);
  try {
    const bench: Bench = await import(`./${file}`);
    results[name] = await bench.run();
    console.log(JSON.stringify(results[name], null, 2));
  } catch (error) {
    failed = true;
    results[name] = { error: error instanceof Error ? error.message : String(error) };
    console.error(error);
  }
}
if (Object.keys(results).length === 0) {
  console.error(`there is no benchmark ${wanted}`);
  failed = true;
}
console.log(JSON.stringify(results));
process.exitCode = failed ? 1 : 0;
