import { CATALOGUE_FILES, type CatalogueFile, catalogueFile } from './fileCatalogue.ts';
import type { Machine } from './machine.ts';
import { memoryNeed, SEQUENCES } from './memoryNeed.ts';
import type { MeasuredSpeed } from './modelLibrary.ts';

/**
 * Where a file would run: whole on the GPU; in memory that is free now; in memory that other programs would have to
 * give up; not on this machine.
 */
export type Fit = 'gpu' | 'memory' | 'tight' | 'never';

export interface FileAdvice {
  readonly file: CatalogueFile;
  readonly fit: Fit;
  /** Bytes. */
  readonly neededMemory: number;
  /** Nothing where nothing honest can be said. */
  readonly speed?: SpeedEstimate;
  /** There is room to fetch it. */
  readonly enoughDisk: boolean;
}

export interface SpeedEstimate {
  /** Of writing. */
  readonly tokensPerSecond: number;
  /** This very file did it on this machine. */
  readonly measured: boolean;
}

export interface Advice {
  /** Of every file of the catalogue, in its order. */
  readonly files: readonly FileAdvice[];
  readonly recommended?: FileAdvice;
  /** `smallest`: no file fits into what is free now, and this one comes nearest. */
  readonly why: 'gpu' | 'bestThatFits' | 'smallest' | 'nothingFits';
}

/** Left to the system and its programs when they give up what they can. */
const SYSTEM_RESERVE = 2.5e9;
/** Left free on the disk. */
const SPARE_DISK = 256 * 1024 * 1024;
/**
 * Bytes of weights that the processor goes through in the time in which it copies one. Measured with 7B Q4_K_M on two
 * cores at different hours: 9.6 tokens a second where 45 GB a second were copied, 8.3 where 21 were. The lower of the
 * two ratios: better to promise too little until the model itself has been measured.
 */
const WEIGHTS_PER_COPIED_BYTE = 1;
/** Tokens a second below which reading along becomes waiting: a larger model is not worth that. */
const CALM_SPEED = 8;

/** What of the catalogue is worth fetching for this machine, the better first. */
const FOR_GPU = ['T-pro-it-2.0-Q4_K_M', 'T-lite-it-2.1-Q8_0', 'T-lite-it-2.1-Q6_K', 'T-lite-it-2.1-Q5_K_M'];
/** On a processor each bit of a weight costs time. */
const FOR_ANY = ['T-lite-it-2.1-Q4_K_M', 't-lite-it-1.0-q4_k_m'];

/** @param contextWindow tokens */
export function advise(
  machine: Machine,
  speeds: ReadonlyMap<string, MeasuredSpeed>,
  contextWindow: number,
): Advice {
  const files = CATALOGUE_FILES.map((file) => adviceFor(file, machine, speeds, contextWindow));
  const offered = (ids: readonly string[], ...fits: readonly Fit[]): FileAdvice | undefined => {
    const fitting = ids.flatMap(
      (id) => files.find(({ file, fit }) => file.id === id && fits.includes(fit)) ?? [],
    );
    return fitting.find(({ enoughDisk }) => enoughDisk) ?? fitting[0];
  };
  const calm = FOR_GPU.filter((id) => !isSlow(files.find(({ file }) => file.id === id)));
  const onGpu = offered([...calm, ...FOR_ANY], 'gpu');
  if (onGpu) return { files, recommended: onGpu, why: 'gpu' };
  const inMemory = offered(FOR_ANY, 'memory');
  if (inMemory) return { files, recommended: inMemory, why: 'bestThatFits' };
  const tight = offered(FOR_ANY.toReversed(), 'tight');
  return tight ? { files, recommended: tight, why: 'smallest' } : { files, why: 'nothingFits' };
}

function adviceFor(
  file: CatalogueFile,
  machine: Machine,
  speeds: ReadonlyMap<string, MeasuredSpeed>,
  contextWindow: number,
): FileAdvice {
  const neededMemory = memoryNeed({
    fileBytes: file.bytes,
    cacheBytesPerToken: file.cacheBytesPerToken,
    contextWindow,
    sequences: SEQUENCES,
  });
  const fit = fitOf(neededMemory, machine);
  const speed = fit === 'never' ? undefined : speedOf(file, fit, machine, speeds);
  const { freeDisk = Number.POSITIVE_INFINITY } = machine;
  return {
    file,
    fit,
    neededMemory,
    ...(speed ? { speed } : {}),
    enoughDisk: file.bytes + SPARE_DISK <= freeDisk,
  };
}

function fitOf(needed: number, { totalMemory, freeMemory, engine }: Machine): Fit {
  const gpu = engine?.gpu;
  if (gpu && needed <= gpu.freeMemory && (!gpu.unified || needed <= freeMemory)) return 'gpu';
  if (needed <= freeMemory) return 'memory';
  return needed <= totalMemory - SYSTEM_RESERVE ? 'tight' : 'never';
}

/**
 * Writing a token goes through all the weights, so that on one machine the speed is in inverse ratio to the file's
 * size. What this machine did with another file tells more than a measurement of its memory.
 */
function speedOf(
  file: CatalogueFile,
  fit: Fit,
  { engine }: Machine,
  speeds: ReadonlyMap<string, MeasuredSpeed>,
): SpeedEstimate | undefined {
  const measured = speeds.get(file.name);
  if (measured) return { tokensPerSecond: measured.writing, measured: true };
  const onGpu = fit === 'gpu';
  for (const [id, { writing, device }] of speeds) {
    const known = catalogueFile(id);
    if (known && (device !== 'cpu') === onGpu) return estimate((writing * known.bytes) / file.bytes);
  }
  if (!engine || (onGpu && !engine.gpu?.unified)) return undefined;
  return engine.copySpeed > 0
    ? estimate((engine.copySpeed * WEIGHTS_PER_COPIED_BYTE) / file.bytes)
    : undefined;
}

const estimate = (tokensPerSecond: number): SpeedEstimate => ({ tokensPerSecond, measured: false });

function isSlow(advice: FileAdvice | undefined): boolean {
  return advice?.speed !== undefined && advice.speed.tokensPerSecond < CALM_SPEED;
}
