import type { LocalOffer } from '../../core/chat/protocol.ts';
import type { Advice, FileAdvice } from '../../core/model/advice.ts';
import type { Gpu, Machine } from '../../core/model/machine.ts';
import type { ModelLibrary } from '../../core/model/modelLibrary.ts';
import { amount, doneOf, tokensPerSecond } from './amounts/texts.ts';
import { offerTexts } from './texts.ts';

type Fact = LocalOffer['facts'][number];

/** What is known of the machine, and what follows from it. */
export interface Findings {
  readonly machine: Machine;
  readonly advice: Advice;
}

/** Systems for which a build with the engine is made. */
const BUILDS = ['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-arm64', 'darwin-x64'];

/** While the machine is being asked. */
export const INSPECTING: LocalOffer = { standing: 'inspecting', title: offerTexts.titleOfAny, facts: [] };

/**
 * The way without a server, as the first run offers it. A file whose download was begun stays on offer: what is advised
 * follows the memory that is free at the moment, and gigabytes that have come are not to be fetched again.
 * @param system `linux-x64`: where the extension runs
 */
export function localOffer(
  { machine, advice }: Findings,
  library: Pick<ModelLibrary, 'files' | 'downloads'>,
  system: string,
): LocalOffer {
  const begun = library.downloads().find(({ file }) => advice.files.some((one) => one.file.id === file.id));
  const offered = advice.files.find(({ file }) => file.id === begun?.file.id) ?? advice.recommended;
  if (!machine.engine)
    return { standing: 'noEngine', title: offerTexts.titleOfAny, facts: withoutEngine(system) };
  if (!offered)
    return { standing: 'nothingFits', title: offerTexts.titleOfAny, facts: nothingFits(machine, advice) };
  const { id, name, model, bytes } = offered.file;
  const there = library.files().some((file) => file.id.toLowerCase() === name.toLowerCase());
  const label = there ? offerTexts.use : begun ? offerTexts.resume : offerTexts.start;
  const size = there
    ? offerTexts.there
    : begun && begun.done > 0
      ? offerTexts.partly(doneOf(begun.done, begun.total))
      : offerTexts.size(amount(bytes));
  return {
    standing: 'offered',
    title: offerTexts.title(model),
    facts: [{ about: 'size', text: size }, ...factsOf(offered, machine, advice)],
    download: { id, label: label(model) },
  };
}

function factsOf(offered: FileAdvice, machine: Machine, { recommended, why }: Advice): Fact[] {
  const { file, fit, neededMemory, speed, enoughDisk } = offered;
  const gpu = machine.engine?.gpu;
  const onCard = fit === 'gpu' && gpu !== undefined && !gpu.unified;
  const memory = onCard
    ? offerTexts.gpuMemory(amount(neededMemory), amount(gpu.freeMemory))
    : offerTexts.memory(amount(neededMemory), amount(machine.freeMemory));
  const facts: (Fact | undefined)[] = [
    { about: 'memory', text: memory },
    offered === recommended
      ? { about: why === 'smallest' ? 'trouble' : 'reason', text: reason(why, gpu) }
      : undefined,
    speed && {
      about: 'speed',
      text: offerTexts.speed(tokensPerSecond(speed.tokensPerSecond), speed.measured),
    },
    {
      about: 'licence',
      text: file.licence ? offerTexts.licence(file.licence, file.official) : offerTexts.noLicence,
    },
    enoughDisk || machine.freeDisk === undefined
      ? undefined
      : { about: 'trouble', text: offerTexts.noDisk(amount(machine.freeDisk)) },
  ];
  return facts.filter((fact) => fact !== undefined);
}

function reason(why: Advice['why'], gpu: Gpu | undefined): string {
  const name = [...new Set(gpu?.names)].join(', ');
  if (why === 'smallest') return offerTexts.reason.smallest;
  if (gpu && why === 'gpu')
    return gpu.unified ? offerTexts.reason.unified(name) : offerTexts.reason.gpu(name);
  return gpu ? offerTexts.reason.gpuTooSmall(name) : offerTexts.reason.processor;
}

function nothingFits({ totalMemory }: Machine, { files }: Advice): Fact[] {
  const least = Math.min(...files.map(({ neededMemory }) => neededMemory));
  return [
    { about: 'trouble', text: offerTexts.nothingFits(amount(least), amount(totalMemory)) },
    { about: 'reason', text: offerTexts.serverInstead },
  ];
}

function withoutEngine(system: string): Fact[] {
  return [
    { about: 'trouble', text: offerTexts.noEngine },
    { about: 'reason', text: BUILDS.includes(system) ? offerTexts.build(system) : offerTexts.noBuild },
  ];
}
