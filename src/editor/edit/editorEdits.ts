/** Tasks on code and their reviews: loaded when the first of their commands is run. */
import * as vscode from 'vscode';
import type { SlashCommand } from '../../core/chat/slashCommands.ts';
import { withLineNumbers } from '../../core/edit/findings.ts';
import type { EditTask } from '../../core/edit/task.ts';
import { addTypes } from '../../core/edit/tasks/addTypes.ts';
import { documentIn, languageOfComments } from '../../core/edit/tasks/document.ts';
import { explain } from '../../core/edit/tasks/explain.ts';
import { findErrors } from '../../core/edit/tasks/findErrors.ts';
import { fixProblems } from '../../core/edit/tasks/fix.ts';
import { ownInstruction } from '../../core/edit/tasks/ownInstruction.ts';
import { refactor } from '../../core/edit/tasks/refactor.ts';
import { refined } from '../../core/edit/tasks/refined.ts';
import { simplify } from '../../core/edit/tasks/simplify.ts';
import { speedUp } from '../../core/edit/tasks/speedUp.ts';
import { otherLanguage, translateCommentsInto } from '../../core/edit/tasks/translateComments.ts';
import { ProjectRules } from '../context/projectRules.ts';
import type { ApplyCode, RunCommand } from '../editPorts.ts';
import type { Settings } from '../settings.ts';
import { applyBlock } from './applyBlock.ts';
import { askAbout, askAboutProblem } from './askAbout.ts';
import { chooseTask } from './chooseTask.ts';
import {
  type CodeCommand,
  type EditCommand,
  type EditRooms,
  type EditTarget,
  isReviewCommand,
  type ReviewCommand,
} from './editCommands.ts';
import { EditorTasks, type TaskFor } from './editorTasks.ts';
import { InstructionHistory } from './instructionHistory.ts';
import { whileMarked } from './markedLines.ts';
import { OwnTasks } from './ownTasks.ts';
import { EXPLAIN_PROBLEM, FIX_PROBLEM, problemsAt } from './problems.ts';
import { Reviews } from './review/reviews.ts';
import { takenLines } from './takenPiece.ts';
import { TestWriter } from './testWriter.ts';
import { linesText } from './texts.ts';

export interface EditorEdits extends vscode.Disposable {
  run(command: EditCommand, target: EditTarget): Promise<void>;
  readonly applyCode: ApplyCode;
  readonly runCommand: RunCommand;
}

export function createEdits(rooms: EditRooms): EditorEdits {
  const { models, settings, sources, showError, storage, state } = rooms;
  const reviews = new Reviews();
  const shared = { models, settings, reviews, rules: new ProjectRules(sources), showError };
  const tasks = new EditorTasks(shared);
  const tests = new TestWriter({ ...shared, sources });
  const parts = {
    ...rooms,
    tasks,
    tests,
    own: new OwnTasks(storage),
    history: new InstructionHistory(state),
  };
  const onCode = codeCommands(parts);
  const onSlash = slashCommands(parts);
  const onReview = reviewCommands(reviews);
  return {
    run: async (command, target) => {
      if (isReviewCommand(command)) return onReview[command](target);
      await placeCursor(target);
      return onCode[command]();
    },
    applyCode: (block) => applyBlock(block, reviews, (wish) => tasks.run(ownInstruction(wish))),
    runCommand: async ({ command, wish }, at) => {
      const uri = at && vscode.Uri.parse(at.uri, true);
      await placeCursor({ uri, first: at?.firstLine && at.firstLine - 1, second: undefined });
      await onSlash[command](wish);
    },
    dispose: () => {
      reviews.dispose();
      tests.dispose();
    },
  };
}

interface Parts extends Pick<EditRooms, 'settings' | 'ask'> {
  readonly tasks: EditorTasks;
  readonly tests: TestWriter;
  readonly own: OwnTasks;
  readonly history: InstructionHistory;
}

function codeCommands(parts: Parts): Readonly<Record<CodeCommand, () => Promise<void>>> {
  const { tasks, tests, own, history, settings, ask } = parts;
  const start = (task: EditTask): Promise<void> =>
    task.answer === 'panel' ? askAbout(task, ask) : tasks.run(task);
  return {
    'tolmach.explain': () => askAbout(explain, ask),
    'tolmach.findErrors': () => askAbout(findErrors, ask, withLineNumbers),
    'tolmach.fix': () => tasks.run(fixFor),
    'tolmach.refactor': () => tasks.run(refactor),
    'tolmach.simplify': () => tasks.run(simplify),
    'tolmach.speedUp': () => tasks.run(speedUp),
    'tolmach.document': () => tasks.run(documentFor(settings().commentLanguage)),
    'tolmach.addTypes': () => tasks.run(addTypes),
    'tolmach.writeTests': () => tests.run(),
    'tolmach.translateComments': () => tasks.run(translationFor),
    'tolmach.instruct': async () => {
      const request = await instruction(history);
      if (request) await tasks.run(ownInstruction(request));
    },
    'tolmach.chooseTask': () => chooseTask(own, start),
    [EXPLAIN_PROBLEM]: () => askAboutProblem(ask),
    [FIX_PROBLEM]: () => tasks.run(fixFor),
  };
}

/** The same tasks, with what is wished besides. */
function slashCommands(parts: Parts): Readonly<Record<SlashCommand, (wish: string) => Promise<void>>> {
  const { tasks, tests, settings, ask } = parts;
  const run = (task: TaskFor, wish: string): Promise<void> =>
    tasks.run((document, lines) => refined(typeof task === 'function' ? task(document, lines) : task, wish));
  return {
    explain: (wish) => askAbout(refined(explain, wish), ask),
    findErrors: (wish) => askAbout(refined(findErrors, wish), ask, withLineNumbers),
    fix: (wish) => run(fixFor, wish),
    refactor: (wish) => run(refactor, wish),
    simplify: (wish) => run(simplify, wish),
    speedUp: (wish) => run(speedUp, wish),
    document: (wish) => run(documentFor(settings().commentLanguage), wish),
    addTypes: (wish) => run(addTypes, wish),
    writeTests: (wish) => tests.run(wish),
    translateComments: (wish) => run(translationFor, wish),
    commit: async () => void (await vscode.commands.executeCommand('tolmach.writeCommitMessage')),
  };
}

function reviewCommands(
  reviews: Reviews,
): Readonly<Record<ReviewCommand, (target: EditTarget) => Promise<void>>> {
  return {
    'tolmach.acceptEdit': ({ uri, first }) => reviews.decide('accepted', uri, first),
    'tolmach.dismissEdit': ({ uri, first }) => reviews.decide('rejected', uri, first),
    'tolmach.acceptAllEdits': ({ uri }) => reviews.decideAll('accepted', uri),
    'tolmach.dismissAllEdits': ({ uri }) => reviews.decideAll('rejected', uri),
    'tolmach.nextEdit': ({ uri }) => reviews.go(1, uri),
    'tolmach.previousEdit': ({ uri }) => reviews.go(-1, uri),
    'tolmach.compareEdit': ({ uri }) => reviews.compare(uri),
    'tolmach.repeatEdit': ({ uri }) => reviews.again(uri),
  };
}

/** What the user writes; the code that it is for is shown as soon as it is known: a key that is typed must not wait. */
async function instruction(history: InstructionHistory): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return history.ask();
  const lines = takenLines(editor, true);
  const where = lines.then((found) => found && linesText(found.start.line + 1, found.end.line + 1));
  return whileMarked(editor, lines, () => history.ask(where));
}

/** A link or a lens is for a place; what follows is for the code under the cursor. */
async function placeCursor({ uri, first, second = 0 }: EditTarget): Promise<void> {
  if (!uri || first === undefined) return;
  const place = new vscode.Position(first, second);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place), preview: false });
}

function documentFor(language: Settings['commentLanguage']): (document: vscode.TextDocument) => EditTask {
  return (document) => documentIn(language === 'file' ? languageOfComments(document.getText()) : language);
}

/** With what the editor says of the lines. */
const fixFor: TaskFor = ({ uri }, lines) =>
  fixProblems(
    problemsAt(uri, lines).map(({ range, message }) => ({
      line: range.start.line - lines.start.line + 1,
      message,
    })),
  );

/** Russian comments into English, others into Russian. */
const translationFor: TaskFor = (document, lines) =>
  translateCommentsInto(otherLanguage(document.getText(lines)));
