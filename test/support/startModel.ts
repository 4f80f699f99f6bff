/** Which model answers in `npm start`. */
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { trainingFolder } from './trainingFolder.ts';
import type { SettingValues } from './workbenchSettings.ts';

export interface StartModel {
  readonly settings: SettingValues;
  /** For the terminal: what answers, and why. */
  readonly note: string;
}

/** A GGUF file in the user's models folder, else the server of TOLMACH_SERVER, else the training model. */
export async function startModel(home = os.homedir(), environment = process.env): Promise<StartModel> {
  const folder = path.join(home, '.tolmach/models');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.gguf$/i.test(file)) : [];
  const url = environment['TOLMACH_SERVER'];
  if (files.length > 0) {
    return { settings: { 'tolmach.local.modelsFolder': folder }, note: `${files.join(', ')} in ${folder}` };
  }
  if (url) {
    if (!URL.canParse(url)) throw new Error(`TOLMACH_SERVER is no address: ${url}`);
    const { host } = new URL(url);
    const keyed = environment['TOLMACH_API_KEY'] ? 'key in TOLMACH_API_KEY' : 'no TOLMACH_API_KEY';
    return {
      settings: { 'tolmach.servers': [{ name: host, url }] },
      note: `server ${url} of TOLMACH_SERVER, ${keyed}`,
    };
  }
  return {
    settings: trainingSettings(await trainingFolder()),
    note: `the training model with set answers: put a GGUF into ${folder}, or set TOLMACH_SERVER, for real ones`,
  };
}

/** A model so small that threads cost more than they bring. */
export function trainingSettings(folder: string): SettingValues {
  return { 'tolmach.local.modelsFolder': folder, 'tolmach.local.threads': 1 };
}
