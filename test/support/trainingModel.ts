import { BytePairTokenizer } from '../../src/models/tokens/bytePairTokenizer.ts';
import { packTokenizerJson } from '../../src/models/tokens/packVocabulary.ts';
import { readQwenVocabulary } from './gguf/qwen.ts';
import type { Shape } from './gguf/randomModel.ts';
import { REACH, writeScriptedModel } from './gguf/scriptedModel.ts';
import { compileScripts, type Script } from './gguf/scriptRules.ts';
import { TRAINING_SCRIPTS } from './trainingScripts.ts';

export type { Script } from './gguf/scriptRules.ts';
export { TRAINING_SCRIPTS } from './trainingScripts.ts';

/**
 * Writes the training model: a GGUF with Qwen2.5's real tokenizer and set answers, which the real engine runs by
 * the same path as T-Lite. Takes a second or two; 30 MB. The folder must exist.
 * @param ballast makes it as slow as a real model of this shape
 * @throws when two scripts contradict each other; see `compileScripts`
 */
export async function buildTrainingModel(
  path: string,
  scripts: readonly Script[] = TRAINING_SCRIPTS,
  ballast?: Shape,
): Promise<void> {
  const vocabulary = await readQwenVocabulary();
  const special = (text: string): number => {
    const id = vocabulary.special.get(text);
    if (id === undefined) throw new Error(`no token ${text}`);
    return id;
  };
  const endOfTurn = special('<|im_end|>');
  const tokenizer = new BytePairTokenizer(packTokenizerJson(vocabulary.tokenizer));
  const rules = compileScripts(scripts, {
    encode: (text) => tokenizer.encode(text),
    turnStart: special('<|im_start|>'),
    endOfTurn,
    reach: REACH,
  });
  await writeScriptedModel(path, 'Учебная модель', vocabulary, rules, endOfTurn, ballast);
}
