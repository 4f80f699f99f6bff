import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from '../../../../src/core/terminal/commandLine.ts';

const PLAIN = 'find . -name "*.log" -mtime +7 -delete';

const cases: readonly (readonly [
  name: string,
  answer: string,
  command: string | undefined,
  shell?: string,
])[] = [
  ['as it is', PLAIN, PLAIN],
  ['with a line break', `${PLAIN}\n`, PLAIN],
  ['in a fence', `\`\`\`bash\n${PLAIN}\n\`\`\``, PLAIN],
  ['in a fence that is not closed', `\`\`\`bash\n${PLAIN}`, PLAIN],
  ['in a fence among words', `Вот команда:\n\`\`\`sh\n${PLAIN}\n\`\`\`\nОна удалит старые журналы.`, PLAIN],
  ['after words', `Вот команда:\n${PLAIN}`, PLAIN],
  ['after English words', `Here is the command:\n${PLAIN}`, PLAIN],
  ['before words', `${PLAIN}\n\nЭта команда удалит старые журналы.`, PLAIN],
  ['in backticks', `\`${PLAIN}\``, PLAIN],
  ['with a prompt', `$ ${PLAIN}`, PLAIN],
  ['with a prompt of PowerShell', 'PS C:\\Код> Get-ChildItem -Recurse', 'Get-ChildItem -Recurse', 'pwsh'],
  ['a message in Russian', 'git commit -m "Исправить"', 'git commit -m "Исправить"'],
  ['with a comment', `# удалить журналы\n${PLAIN}`, PLAIN],
  ['several lines', 'cd src\nmake\n', 'cd src && make'],
  ['several lines of PowerShell', 'cd src\nnpm test', 'cd src; npm test', 'powershell'],
  ['a continued line', 'docker run \\\n  -it \\\n  alpine', 'docker run    -it    alpine'],
  ['keys in it', 'echo a\u001b[2J\u0003b\u0085c', 'echo a [2J b c'],
  ['a carriage return in it', 'echo a\rrm -rf b', 'echo a && rm -rf b'],
  ['words alone', 'Не знаю такой команды.', undefined],
  ['nothing', ' \n', undefined],
];

for (const [name, answer, command, shell = 'bash'] of cases) {
  test(`a command ${name}`, () => assert.equal(commandLine(answer, shell), command));
}

test('whatever comes, nothing in it can run by itself', () => {
  const hostile = [
    'a\nb',
    'a\r\nb',
    'a\u2028b',
    'a\u0000b',
    '```\na\n\n\nb\n```',
    'a\u007fb',
    '\u001b]0;x\u0007',
  ];
  for (const answer of hostile) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    assert.doesNotMatch(commandLine(answer, 'bash') ?? '', /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
});
