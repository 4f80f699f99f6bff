/** What the engine can compute with. */
export type Device = 'cpu' | 'cuda' | 'vulkan' | 'metal';

/** A graphics processor that the engine can use. Several count as one, as the engine takes them. */
export interface Gpu {
  readonly device: Exclude<Device, 'cpu'>;
  readonly names: readonly string[];
  /** Bytes. */
  readonly totalMemory: number;
  readonly freeMemory: number;
  /** Its memory is the machine's own: what it takes is not there for others. */
  readonly unified: boolean;
}

/** What the engine sees of the machine. */
export interface EngineHardware {
  /** Physical cores that it would compute with. */
  readonly cores: number;
  readonly gpu?: Gpu;
  /** Bytes a second that the processor copies, all cores together: generation is bound by it. */
  readonly copySpeed: number;
}

/** The machine as a model meets it. Bytes. */
export interface Machine {
  readonly totalMemory: number;
  /** What a program can take without others having to give. */
  readonly freeMemory: number;
  /** Nothing: this build has no engine, or it did not start. */
  readonly engine?: EngineHardware;
  /** Free space where models are kept. */
  readonly freeDisk?: number;
}
