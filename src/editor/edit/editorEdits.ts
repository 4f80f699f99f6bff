/** Tasks on code and their reviews: loaded when the first of their commands is run. */
import * as vscode from 'vscode';
import { addTypes } from '../../core/edit/tasks/addTypes.ts';
import { documentIn } from '../../core/edit/tasks/document.ts';
import { explain } from '../../core/edit/tasks/explain.ts';
import { findErrors } from '../../core/edit/tasks/findErrors.ts';
import { fixProblems } from '../../core/edit/tasks/fix.ts';
import { ownInstruction } from '../../core/edit/tasks/ownInstruction.ts';
import { refactor } from '../../core/edit/tasks/refactor.ts';
import { simplify } from '../../core/edit/tasks/simplify.ts';
import { speedUp } from '../../core/edit/tasks/speedUp.ts';
import { otherLanguage, translateCommentsInto } from '../../core/edit/tasks/translateComments.ts';
import { ProjectRules } from '../context/projectRules.ts';
import { askAbout } from './askAbout.ts';
import type { EditCommand, EditRooms } from './editCommands.ts';
import { EditorTasks, type TaskFor } from './editorTasks.ts';
import { InstructionHistory } from './instructionHistory.ts';
import { Reviews } from './review/reviews.ts';
import { TestWriter } from './testWriter.ts';
import { editTexts, taskNames } from './texts.ts';

export interface EditorEdits extends vscode.Disposable {
  run(command: EditCommand, uri?: vscode.Uri, hunk?: number): Promise<void>;
}

export function createEdits({ models, settings, sources, ask, showError }: EditRooms): EditorEdits {
  const reviews = new Reviews();
  const rooms = { models, settings, reviews, rules: new ProjectRules(sources), showError };
  const tasks = new EditorTasks(rooms);
  const tests = new TestWriter({ ...rooms, sources });
  const history = new InstructionHistory();
  const own = async (): Promise<void> => {
    const request = await history.ask();
    if (request) await tasks.run(ownInstruction(request));
  };
  const commands: Readonly<Record<EditCommand, (uri?: vscode.Uri, hunk?: number) => Promise<void>>> = {
    'tolmach.explain': () => askAbout(explain, ask),
    'tolmach.findErrors': () => askAbout(findErrors, ask),
    'tolmach.fix': () => tasks.run(fixFor),
    'tolmach.refactor': () => tasks.run(refactor),
    'tolmach.simplify': () => tasks.run(simplify),
    'tolmach.speedUp': () => tasks.run(speedUp),
    'tolmach.document': () => tasks.run(documentIn('ru')),
    'tolmach.addTypes': () => tasks.run(addTypes),
    'tolmach.writeTests': () => tests.run(),
    'tolmach.translateComments': () => tasks.run(translationFor),
    'tolmach.instruct': own,
    'tolmach.chooseTask': chooseTask,
    'tolmach.acceptEdit': (uri, hunk) => reviews.decide('accepted', uri, hunk),
    'tolmach.dismissEdit': (uri, hunk) => reviews.decide('rejected', uri, hunk),
    'tolmach.acceptAllEdits': (uri) => reviews.decideAll('accepted', uri),
    'tolmach.dismissAllEdits': (uri) => reviews.decideAll('rejected', uri),
    'tolmach.nextEdit': (uri) => reviews.go(1, uri),
    'tolmach.previousEdit': (uri) => reviews.go(-1, uri),
    'tolmach.compareEdit': (uri) => reviews.compare(uri),
    'tolmach.repeatEdit': (uri) => reviews.again(uri),
  };
  return {
    run: (command, uri, hunk) => commands[command](uri, hunk),
    dispose: () => {
      reviews.dispose();
      tests.dispose();
    },
  };
}

/** With what the editor says of the lines. */
const fixFor: TaskFor = (document, lines) =>
  fixProblems(
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(
        ({ range, severity }) => severity <= vscode.DiagnosticSeverity.Warning && lines.intersection(range),
      )
      .map(({ range, message }) => ({ line: range.start.line - lines.start.line + 1, message })),
  );

/** Russian comments into English, others into Russian. */
const translationFor: TaskFor = (document, lines) =>
  translateCommentsInto(otherLanguage(document.getText(lines)));

async function chooseTask(): Promise<void> {
  const items = Object.entries(taskNames).map(([command, label]) => ({ label, command }));
  const chosen = await vscode.window.showQuickPick(items, { title: editTexts.chooseTask });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}
