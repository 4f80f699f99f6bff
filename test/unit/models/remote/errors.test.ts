import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOverflow } from '../../../../src/models/remote/errors.ts';

const OVERFLOWS: readonly (readonly [string, string, object | undefined])[] = [
  [
    'vLLM now',
    "This model's maximum context length is 8192 tokens. However, you requested 2048 output tokens and your prompt contains at least 6145 input tokens, for a total of at least 8193 tokens. Please reduce the length of the input prompt or the number of requested output tokens.",
    { needed: 8193, granted: 8192 },
  ],
  [
    'vLLM before',
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.",
    { needed: 9000, granted: 8192 },
  ],
  [
    'vLLM before, a prompt alone',
    "This model's maximum context length is 8192 tokens. However, your request has 9001 input tokens. Please reduce the length of the input messages.",
    { needed: 9001, granted: 8192 },
  ],
  [
    'OpenAI',
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9100 tokens. Please reduce the length of the messages.",
    { needed: 9100, granted: 8192 },
  ],
  [
    'SGLang',
    "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 9000 tokens: 8000 tokens from the input messages and 1000 tokens for the completion.",
    { needed: 9000, granted: 8192 },
  ],
  [
    'SGLang, the input alone',
    "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
    { needed: 9000, granted: 8192 },
  ],
  [
    'llama-server',
    'request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it',
    { needed: 9412, granted: 8192 },
  ],
  [
    'Ollama on llama-server, its body inside a text',
    '{"error":"{\\"error\\":{\\"code\\":400,\\"message\\":\\"request (2622 tokens) exceeds the available context size (512 tokens), try increasing it\\"}}"}',
    { needed: 2622, granted: 512 },
  ],
  ['Ollama before', '{"error":"the input length exceeds the context length"}', {}],
  [
    'LM Studio',
    'The number of tokens to keep from the initial prompt is greater than the context length.',
    {},
  ],
  ['a code alone', '{"error":{"code":"context_length_exceeded"}}', {}],
  ['another error', '{"error":{"message":"top_p must be in (0, 1]"}}', undefined],
];

for (const [name, text, expected] of OVERFLOWS) {
  test(`a prompt that does not fit, in the words of ${name}`, () => {
    assert.deepEqual(parseOverflow(text), expected);
  });
}
