import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { out } from './project.ts';
import { buildTrainingModel } from './trainingModel.ts';

/** A models folder that holds the training model alone; built when it is missing or older than its sources. */
export async function trainingFolder(): Promise<string> {
  const folder = path.join(out, 'training');
  const file = path.join(folder, 'training.gguf');
  if (existsSync(file) && statSync(file).mtimeMs > newestSource()) return folder;
  console.log('Building the training model…');
  await mkdir(folder, { recursive: true });
  const growing = `${file}.${process.pid}`;
  await buildTrainingModel(growing);
  await rename(growing, file);
  return folder;
}

function newestSource(): number {
  const sources = globSync(['training*.ts', 'gguf/*.ts'], { cwd: import.meta.dirname });
  return Math.max(...sources.map((source) => statSync(path.join(import.meta.dirname, source)).mtimeMs));
}
