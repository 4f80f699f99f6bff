import { completeAddress } from './serverAddress.ts';
import type { ServerSettings } from './serverSettings.ts';

/**
 * The servers that a setting describes. It is written by hand: what is no list is none, and an element or a field
 * that is not what it should be counts as absent, so that one slip costs one server and never the start.
 */
export function readServers(value: unknown): readonly ServerSettings[] {
  return Array.isArray(value) ? value.flatMap(readServer) : [];
}

function readServer(value: unknown): ServerSettings[] {
  if (!isRecord(value)) return [];
  const { name, url, caFile, headers, window } = value as Readonly<Record<keyof ServerSettings, unknown>>;
  if (!isText(name) || !isText(url)) return [];
  const whole = completeAddress(url);
  return [
    {
      name,
      url: whole,
      ...(whole === url ? {} : { written: url }),
      ...(isText(caFile) ? { caFile } : {}),
      ...(isRecord(headers) ? { headers: textsOf(headers) } : {}),
      ...(typeof window === 'number' && window > 0 ? { window } : {}),
    },
  ];
}

function textsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(record).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
