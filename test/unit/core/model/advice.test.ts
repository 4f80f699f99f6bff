import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Advice, advise } from '../../../../src/core/model/advice.ts';
import type { Gpu, Machine } from '../../../../src/core/model/machine.ts';
import type { MeasuredSpeed } from '../../../../src/core/model/modelLibrary.ts';

const GB = 1e9;
const WINDOW = 8192;

/** A machine without a GPU. */
const machine = (free: number, total = free + 4, more: Partial<Machine> = {}): Machine => ({
  totalMemory: total * GB,
  freeMemory: free * GB,
  engine: { cores: 4, copySpeed: 20 * GB },
  freeDisk: 500 * GB,
  ...more,
});
const withGpu = (gpuMemory: number, unified = false): Machine => {
  const gpu: Gpu = {
    device: unified ? 'metal' : 'vulkan',
    names: ['GPU'],
    totalMemory: gpuMemory * GB,
    freeMemory: gpuMemory * GB,
    unified,
  };
  return machine(64, 68, { engine: { cores: 8, copySpeed: 60 * GB, gpu } });
};
const recommend = (
  here: Machine,
  speeds: Record<string, MeasuredSpeed> = {},
): [string | undefined, string] => {
  const { recommended, why } = advise(here, new Map(Object.entries(speeds)), WINDOW);
  return [recommended?.file.id, why];
};
const of = (advice: Advice, id: string) => advice.files.find(({ file }) => file.id === id);

test('a processor gets the smaller quantisation of the better model, however much memory there is', () => {
  assert.deepEqual(recommend(machine(11.2)), ['T-lite-it-2.1-Q4_K_M', 'bestThatFits']);
  assert.deepEqual(recommend(machine(120)), ['T-lite-it-2.1-Q4_K_M', 'bestThatFits']);
});

test('where only the smaller cache fits, the model that has it', () => {
  assert.deepEqual(recommend(machine(7)), ['t-lite-it-1.0-q4_k_m', 'bestThatFits']);
});

test('where nothing fits into what is free now, the smallest, and it is said', () => {
  assert.deepEqual(recommend(machine(3, 16)), ['t-lite-it-1.0-q4_k_m', 'smallest']);
});

test('where nothing ever fits, nothing', () => {
  assert.deepEqual(recommend(machine(3, 8)), [undefined, 'nothingFits']);
});

test('a GPU gets the best that it holds whole', () => {
  assert.deepEqual(recommend(withGpu(8)), ['T-lite-it-2.1-Q4_K_M', 'gpu']);
  assert.deepEqual(recommend(withGpu(12)), ['T-lite-it-2.1-Q8_0', 'gpu']);
  assert.deepEqual(recommend(withGpu(25)), ['T-pro-it-2.0-Q4_K_M', 'gpu']);
});

test('a GPU that holds none leaves it to the processor', () => {
  assert.deepEqual(recommend(withGpu(2)), ['T-lite-it-2.1-Q4_K_M', 'bestThatFits']);
});

test('unified memory has room for T-Pro, and is too slow for it', () => {
  assert.deepEqual(recommend(withGpu(48, true)), ['T-lite-it-2.1-Q6_K', 'gpu']);
});

test('without room on the disk for the best, what there is room for', () => {
  assert.deepEqual(recommend(machine(11, 16, { freeDisk: 5.1 * GB })), [
    't-lite-it-1.0-q4_k_m',
    'bestThatFits',
  ]);
  const none = advise(machine(11, 16, { freeDisk: GB }), new Map(), WINDOW);
  assert.equal(none.recommended?.file.id, 'T-lite-it-2.1-Q4_K_M');
  assert.equal(none.recommended?.enoughDisk, false);
});

test('memory: the file, the cache of two windows, half a gigabyte', () => {
  const advice = advise(machine(32), new Map(), WINDOW);
  const needed = (id: string): number => Math.round((of(advice, id)?.neededMemory ?? 0) / 1e8) / 10;
  assert.equal(needed('T-lite-it-2.1-Q4_K_M'), 7.9);
  assert.equal(needed('t-lite-it-1.0-q4_k_m'), 6.1);
  assert.equal(needed('T-pro-it-2.0-Q4_K_M'), 24.6);
});

test('speed: measured, else from another file of this machine, else from its memory, else nothing', () => {
  const speed = (here: Machine, speeds: Record<string, MeasuredSpeed>) =>
    of(advise(here, new Map(Object.entries(speeds)), WINDOW), 'T-lite-it-2.1-Q4_K_M')?.speed;
  const cpu = { reading: 30, writing: 7, device: 'cpu' } as const;
  assert.deepEqual(speed(machine(32), { 'T-lite-it-2.1-Q4_K_M.gguf': cpu }), {
    tokensPerSecond: 7,
    measured: true,
  });
  const scaled = speed(machine(32), { 't-lite-it-1.0-q8_0.gguf': cpu });
  assert.deepEqual(scaled, { tokensPerSecond: (7 * 8.1) / 5, measured: false });
  // What the processor did tells nothing of the GPU.
  assert.equal(speed(withGpu(12), { 't-lite-it-1.0-q8_0.gguf': cpu }), undefined);
  assert.deepEqual(speed(machine(32), { 'mine.gguf': cpu }), { tokensPerSecond: 4, measured: false });
  assert.equal(speed(machine(32, 36, { engine: { cores: 4, copySpeed: 0 } }), {}), undefined);
});
