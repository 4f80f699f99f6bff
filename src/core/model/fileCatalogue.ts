/**
 * Model files that can be fetched from Hugging Face or a mirror of it. To add one is to add a line to `MODELS`.
 *
 * Repositories, files and rounded sizes come from the authors' pages; the exact size and the digest are the hub's own,
 * asked for at the download. A digest that stands here was published apart and wins over the hub's. The layers and
 * heads come from the models' configurations.
 */
export interface CatalogueFile {
  /** The file's name without its ending: what `local/<id>` in a setting may say. */
  readonly id: string;
  /** The model's name for people. */
  readonly model: string;
  readonly quantisation: Quantisation;
  /** `owner/name` on the hub. */
  readonly repository: string;
  /** The file there and here. */
  readonly name: string;
  /** Rounded, until the hub says more. */
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256?: string;
  /** SPDX id, where its authors state one. */
  readonly licence?: string;
  /** By the model's authors, or by others from their weights. */
  readonly official: boolean;
  /** `general.architecture` of the file. */
  readonly architecture: string;
  /** Of one context window, in bytes a token, at 16 bits. */
  readonly cacheBytesPerToken: number;
}

export type Quantisation = 'Q4_K_M' | 'Q5_K_M' | 'Q6_K' | 'Q8_0';

interface Model {
  readonly name: string;
  readonly architecture: string;
  readonly layers: number;
  readonly keyValueHeads: number;
  readonly licence?: string;
  readonly files: readonly {
    readonly repository: string;
    readonly name: string;
    readonly quantisation: Quantisation;
    readonly gigabytes: number;
    readonly sha256?: string;
    readonly official?: false;
  }[];
}

/** Of every model here. */
const HEAD_SIZE = 128;

/** The better first. */
const MODELS: readonly Model[] = [
  {
    name: 'T-Pro 2.0',
    architecture: 'qwen3',
    layers: 64,
    keyValueHeads: 8,
    licence: 'Apache-2.0',
    files: [
      { ...official('T-pro-it-2.0-GGUF', 'T-pro-it-2.0-Q4_K_M'), quantisation: 'Q4_K_M', gigabytes: 19.8 },
      { ...official('T-pro-it-2.0-GGUF', 'T-pro-it-2.0-Q5_K_M'), quantisation: 'Q5_K_M', gigabytes: 23.2 },
      { ...official('T-pro-it-2.0-GGUF', 'T-pro-it-2.0-Q6_K'), quantisation: 'Q6_K', gigabytes: 26.9 },
      { ...official('T-pro-it-2.0-GGUF', 'T-pro-it-2.0-Q8_0'), quantisation: 'Q8_0', gigabytes: 34.8 },
    ],
  },
  {
    name: 'T-Pro 1.0',
    architecture: 'qwen2',
    layers: 64,
    keyValueHeads: 8,
    licence: 'Apache-2.0',
    files: [
      {
        ...official('T-pro-it-1.0-Q4_K_M-GGUF', 't-pro-it-1.0-q4_k_m'),
        quantisation: 'Q4_K_M',
        gigabytes: 19.8,
      },
      {
        ...official('T-pro-it-1.0-Q5_K_M-GGUF', 't-pro-it-1.0-q5_k_m'),
        quantisation: 'Q5_K_M',
        gigabytes: 23.3,
      },
      { ...official('T-pro-it-1.0-Q6_K-GGUF', 't-pro-it-1.0-q6_k'), quantisation: 'Q6_K', gigabytes: 26.9 },
      { ...official('T-pro-it-1.0-Q8_0-GGUF', 't-pro-it-1.0-q8_0'), quantisation: 'Q8_0', gigabytes: 34.8 },
    ],
  },
  {
    name: 'T-Lite 2.1',
    architecture: 'qwen3',
    layers: 36,
    keyValueHeads: 8,
    files: [
      { ...official('T-lite-it-2.1-GGUF', 'T-lite-it-2.1-Q4_K_M'), quantisation: 'Q4_K_M', gigabytes: 5 },
      { ...official('T-lite-it-2.1-GGUF', 'T-lite-it-2.1-Q5_K_M'), quantisation: 'Q5_K_M', gigabytes: 5.9 },
      { ...official('T-lite-it-2.1-GGUF', 'T-lite-it-2.1-Q6_K'), quantisation: 'Q6_K', gigabytes: 6.7 },
      { ...official('T-lite-it-2.1-GGUF', 'T-lite-it-2.1-Q8_0'), quantisation: 'Q8_0', gigabytes: 8.7 },
    ],
  },
  {
    name: 'T-Lite 1.0',
    architecture: 'qwen2',
    layers: 28,
    keyValueHeads: 4,
    licence: 'Apache-2.0',
    files: [
      {
        repository: 'aovchinnikov/T-lite-it-1.0-Q4_K_M-GGUF',
        name: 't-lite-it-1.0-q4_k_m.gguf',
        quantisation: 'Q4_K_M',
        gigabytes: 4.68,
        sha256: '32f06b93eaf155700c876e2c56436f2ad735313469462080dddade189dfb6a2b',
        official: false,
      },
      {
        ...official('T-lite-it-1.0-Q8_0-GGUF', 't-lite-it-1.0-q8_0'),
        quantisation: 'Q8_0',
        gigabytes: 8.1,
      },
    ],
  },
];

function official(repository: string, id: string): { readonly repository: string; readonly name: string } {
  return { repository: `t-tech/${repository}`, name: `${id}.gguf` };
}

export const CATALOGUE_FILES: readonly CatalogueFile[] = MODELS.flatMap(
  ({ name: model, architecture, layers, keyValueHeads, licence, files }) =>
    files.map(({ repository, name, quantisation, gigabytes, sha256, official = true }) => ({
      id: name.replace(/\.gguf$/, ''),
      model,
      quantisation,
      repository,
      name,
      bytes: gigabytes * 1e9,
      official,
      architecture,
      // Keys and values, of two bytes each.
      cacheBytesPerToken: layers * keyValueHeads * HEAD_SIZE * 2 * 2,
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(licence === undefined ? {} : { licence }),
    })),
);

/** The file that a model's id names: its own name, or its id in the catalogue. */
export function catalogueFile(id: string): CatalogueFile | undefined {
  const name = id.toLowerCase();
  return CATALOGUE_FILES.find((file) => name === file.name.toLowerCase() || name === file.id.toLowerCase());
}
