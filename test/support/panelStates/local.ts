import type { DownloadCourse, ToPanel } from '../../../src/core/chat/protocol.ts';
import { type Advice, advise } from '../../../src/core/model/advice.ts';
import type { Machine } from '../../../src/core/model/machine.ts';
import { ModelError } from '../../../src/core/model/modelError.ts';
import type { DownloadView } from '../../../src/core/model/modelLibrary.ts';
import { arrivalCourse, downloadCourse } from '../../../src/editor/localModels/course.ts';
import { INSPECTING, localOffer } from '../../../src/editor/localModels/offer.ts';
import { download, FakeLibrary, failed, LITE, PLAIN_MACHINE } from '../fakeLibrary.ts';
import { EMPTY, models, type PanelStateCase, PRO, screen } from './samples.ts';

const GB = 1e9;
const GPU = {
  device: 'vulkan',
  names: ['NVIDIA GeForce RTX 3060'],
  totalMemory: 12.9 * GB,
  freeMemory: 11.9 * GB,
  unified: false,
} as const;

const MACHINES: Readonly<Record<string, Machine>> = {
  setup: PLAIN_MACHINE,
  'setup-gpu': { ...PLAIN_MACHINE, engine: { cores: 8, copySpeed: 35 * GB, gpu: GPU } },
  'setup-small': { ...PLAIN_MACHINE, freeMemory: 3.4 * GB, freeDisk: 2.8 * GB },
  'setup-nothing': { ...PLAIN_MACHINE, totalMemory: 4.1 * GB, freeMemory: 1.9 * GB },
  'setup-no-engine': { totalMemory: 16 * GB, freeMemory: 11 * GB },
};

/** First run, download and its ends. */
export function localStates(): PanelStateCase[] {
  return [...setupStates(), ...downloadStates(), ...stripStates()];
}

function setupStates(): PanelStateCase[] {
  const setup = (name: string, ...offered: ToPanel[]): PanelStateCase => ({
    name,
    messages: [models(), ...offered, screen('setup')],
    height: 760,
  });
  const found = Object.entries(MACHINES).map(([name, machine]) => {
    const advice: Advice = advise(machine, new Map(), 8192);
    return setup(name, {
      type: 'offer',
      offer: localOffer({ machine, advice }, new FakeLibrary(), 'linux-x64'),
    });
  });
  return [setup('setup-inspecting', { type: 'offer', offer: INSPECTING }), ...found];
}

const KNOWN = { minutes: 4, freeDisk: 48.3 * GB };
const course = (view: DownloadView, known: Partial<typeof KNOWN> = {}): DownloadCourse =>
  downloadCourse(view, { ...KNOWN, ...known });

function downloadStates(): PanelStateCase[] {
  const shown: Readonly<Record<string, DownloadCourse>> = {
    download: course(download()),
    'download-begin': downloadCourse(download({ phase: 'connecting', done: 0, bytesPerSecond: 0 }), {
      minutes: undefined,
      freeDisk: undefined,
    }),
    'download-verify': course(download({ phase: 'verifying', done: 5.03 * GB })),
    'download-paused': course(download({ phase: 'paused' })),
    'download-network': course(
      failed('network', { reason: 'dns', host: 'huggingface.co', detail: 'ENOTFOUND' }),
    ),
    'download-space': course(
      failed('noSpace', { needed: 5.3 * GB, free: 2.1 * GB, folder: '/home/anna/.tolmach/models' }),
    ),
    'download-digest': course(failed('wrongDigest')),
    'download-loading': arrivalCourse({ file: LITE, stage: 'loading', progress: 0.42 }),
    'download-not-loaded': arrivalCourse({
      file: LITE,
      stage: 'failed',
      error: new ModelError('outOfMemory', { detail: 'InsufficientMemoryError' }),
    }),
    'download-kept': arrivalCourse({ file: LITE, stage: 'kept', instead: 'T-Pro 2.1' }),
  };
  return Object.entries(shown).map(([name, one]) => ({
    name,
    messages: [models(), { type: 'download', course: one }, screen('download')],
    height: 560,
  }));
}

function stripStates(): PanelStateCase[] {
  const strip = (name: string, one: DownloadCourse, ...chosen: (typeof PRO)[]): PanelStateCase => ({
    name,
    messages: [models(...chosen), EMPTY, { type: 'download', course: one }],
    height: 420,
  });
  return [
    strip('strip-running', course(download())),
    strip('strip-paused', course(download({ phase: 'paused' })), PRO),
  ];
}
