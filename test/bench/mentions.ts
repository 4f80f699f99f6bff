/**
 * How long the search behind @ holds the editor's thread in a project of 20,000 files, the first time: the files are
 * listed, compared with what was typed, and the best are made rows. Each sample is a process of its own.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createSourceFiles } from '../../src/codebase/listFiles.ts';
import type { MentionKind } from '../../src/core/chat/protocol.ts';
import { anything, fakeVscode, Uri } from '../support/fakeVscode.ts';
import { root } from '../support/project.ts';
import { serveVscode } from '../support/vscodeModule.ts';

const FILES = 20_000;
const FILES_IN_FOLDER = 8;
const SAMPLES = 7;
const KINDS = ['file', 'folder'] as const;
const TARGET_MS = 10;

interface Sample {
  readonly rows: number;
  readonly heldMs: number;
  readonly wholeMs: number;
}

export async function run(): Promise<Record<string, unknown>> {
  const project = await mkdtemp(path.join(tmpdir(), 'tolmach-names-'));
  try {
    await writeNames(project);
    const results: Record<string, unknown> = {};
    let met = true;
    for (const kind of KINDS) {
      const samples: Sample[] = [];
      for (let done = 0; done < SAMPLES; done++) {
        const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, project, kind]);
        samples.push(JSON.parse(stdout));
      }
      const held = samples.map(({ heldMs }) => heldMs).sort((one, other) => one - other);
      const median = held[Math.floor(held.length / 2)] ?? Number.NaN;
      met &&= median <= TARGET_MS;
      results[kind] = { heldMs: { median, least: held[0], most: held.at(-1) }, last: samples.at(-1) };
    }
    return { files: FILES, samples: SAMPLES, targetMs: TARGET_MS, ...results, met };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function writeNames(project: string): Promise<void> {
  for (let index = 0; index < FILES; index++) {
    const module = `module${Math.floor(index / FILES_IN_FOLDER)}`;
    const folder = path.join(project, `area${index % 37}`, module);
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `service${index}Controller.ts`), '');
  }
}

async function sample(project: string, kind: MentionKind): Promise<Sample> {
  const folder = { uri: new Uri(project), name: 'names', index: 0 };
  const workspace = anything({
    workspaceFolders: [folder],
    textDocuments: [],
    getWorkspaceFolder: () => folder,
    asRelativePath: ({ path: file }: Uri) => file.slice(project.length + 1),
  });
  serveVscode({ ...fakeVscode(root), workspace });
  const { Mentions } = await import('../../src/editor/context/mentions.ts');
  const mentions = new Mentions({
    sources: createSourceFiles(path.join(root, 'src/codebase/listThread.ts')),
    terminals: anything() as never,
    editor: () => undefined,
    attached: () => new Set<string>(),
    codebase: undefined,
  });
  await pause(300);
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const start = performance.now();
  let rows = 0;
  const text = kind === 'folder' ? 'modul' : 'servcontr';
  for await (const answer of mentions.find({ text, kind }, new AbortController().signal))
    rows = answer.rows.length;
  const wholeMs = round(performance.now() - start);
  await pause(20);
  held.disable();
  mentions.dispose();
  return { rows, heldMs: round(held.max / 1e6), wholeMs };
}

const round = (value: number): number => Math.round(value * 10) / 10;

const [project, kind] = process.argv.slice(2);
if (import.meta.main && project) console.log(JSON.stringify(await sample(project, kind as MentionKind)));
