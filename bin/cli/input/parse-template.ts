// One template, JSON or YAML by what is in it.

import { isObject, type JsonObject, own } from '../../../lib/proof/template/template';
import { InputError } from './error';
import { parseYaml } from './yaml';

/** Takes what a reader should know of a template that was read: a sentence. */
export type Note = (sentence: string) => void;

/** @returns the object, which need not be a template. @param name for people: a path, or `standard input` */
export function parseDocumentOf(text: string, name: string, note: Note = () => {}): unknown {
  const content = text.replace(/^\uFEFF/, '');
  if (content.trim() === '') {
    throw new InputError(
      `${name} is empty`,
      'a CloudFormation template in JSON or YAML',
      'give a template, or the directory that cdk synth writes',
    );
  }
  try {
    // YAML may begin with a brace too, but is called so then.
    return /^\s*\{/.test(content) && !/\.ya?ml$/i.test(name) ? parseJson(content, name) : parseYaml(content, name, note);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`${name} is nested too deep to be read`, 'a template that CloudFormation accepts', 'give another file');
  }
}

export function isTemplate(value: unknown): value is JsonObject {
  return isObject(own(value, 'Resources'));
}

export function parseTemplate(text: string, name: string, note?: Note): JsonObject {
  const parsed = parseDocumentOf(text, name, note);
  if (isTemplate(parsed)) return parsed;
  throw new InputError(
    `${name} has no Resources`,
    'a CloudFormation template: an object with Resources',
    'give a template, a directory of templates, or the directory that cdk synth writes',
  );
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const before = position === undefined ? text : text.slice(0, Number(position));
    throw new InputError(
      `${name} is not valid JSON: line ${before.split('\n').length}: ${message}`,
      'a template in JSON, or in YAML in a file called .yaml',
      'fix the file at this line',
    );
  }
}
