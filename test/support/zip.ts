import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked. */
  readonly size: number;
  /** As `stat` has it: permissions, and what kind of file it is. */
  readonly mode: number;
}

interface Place extends ZipEntry {
  readonly packedSize: number;
  readonly method: number;
  /** Of the file's own header. */
  readonly offset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

const DEFLATED = 8;

/**
 * What a zip file holds, from its central directory (APPNOTE.TXT 4.3.12, 4.3.16). Enough for a vsix: without
 * comments and Zip64, written on Unix.
 */
export async function listZip(file: string): Promise<ZipEntry[]> {
  return directory(await readFile(file), file).map(({ name, size, mode }) => ({ name, size, mode }));
}

/** A file of a zip file as text. @throws when it is not there */
export async function readZip(file: string, name: string): Promise<string> {
  const zip = await readFile(file);
  const entry = directory(zip, file).find((one) => one.name === name);
  if (!entry) throw new Error(`${file} has no ${name}`);
  const { offset, packedSize, method } = entry;
  // The lengths of the name and of the extra field that stand before the bytes (4.3.7).
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
  const bytes = zip.subarray(start, start + packedSize);
  return (method === DEFLATED ? inflateRawSync(bytes) : bytes).toString('utf8');
}

function directory(zip: Buffer, file: string): Place[] {
  const end = zip.length - 22;
  if (end < 0 || zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${file} is no plain zip file`);
  const entries: Place[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error(`${file} has a damaged directory`);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, nameEnd),
      size: zip.readUInt32LE(at + 24),
      packedSize: zip.readUInt32LE(at + 20),
      method: zip.readUInt16LE(at + 10),
      mode: zip.readUInt16LE(at + 40),
      offset: zip.readUInt32LE(at + 42),
    });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
