// Properties that no compiler has read: JavaScript passes whatever was typed. Each construct has a table of its properties' forms,
// and compares before it reads the first property.

import { ExplainedError } from '../../contract';
import { closest } from '../closest';
import type { Form, Forms, OptionalForm } from './forms';
import { seen } from './needs';

/**
 * Throws for properties that are missing, misspelt or of another form.
 *
 * A property that the table lacks is refused only if its name is close to a property that was not given. Apps spread one object of
 * properties into several constructs, so a construct receives properties that it does not have.
 *
 * @param where whose properties they are: the path of the construct, or the name of a function
 */
export function needsProperties<P extends object>(where: string, props: P, forms: Forms<P>): void {
  const all = Object.entries<Form | OptionalForm>(forms);
  // `props` has a type, and JavaScript does not keep to it.
  needsObject(where, props, all);
  const given = props as { readonly [name: string]: unknown };
  const absent = all.map(([name]) => name).filter((name) => given[name] === undefined);
  for (const [name, value] of Object.entries(given)) {
    const meant = value === undefined || name in forms ? undefined : closest(name, absent);
    if (meant !== undefined) throw refusal(where, `there is no property ${name}`, meant, `write ${meant} instead of ${name}`);
  }
  for (const [name, form] of all) needsForm(where, name, given[name], form);
}

function needsObject(where: string, props: unknown, all: readonly (readonly [name: string, form: Form])[]): void {
  if (typeof props === 'object' && props !== null && !Array.isArray(props)) return;
  const required = all.filter(([, form]) => !('isOptional' in form));
  const saw = props === undefined || props === null ? 'the properties are missing' : `the properties are ${seen(props)}`;
  const written = required.map(([name, { example }]) => `${name}: ${example}`).join(', ');
  const names = required.length === 0 ? '' : ` with ${required.map(([name]) => name).join(', ')}`;
  throw refusal(where, saw, `an object${names}`, required.length === 0 ? 'write {}' : `write { ${written} }`);
}

/** Throws for one value, of a property or a parameter, that is missing or of another form. */
export function needsForm(where: string, name: string, value: unknown, form: Form | OptionalForm): void {
  const isOptional = 'isOptional' in form;
  if (value === undefined && isOptional) return;
  if (value !== undefined && form.holds(value)) return;
  const saw = value === undefined ? `${name} is missing` : `${name} is ${seen(value)}`;
  throw refusal(where, saw, form.expected, `write ${name}: ${form.example}${isOptional ? `, or leave ${name} out` : ''}`);
}

function refusal(where: string, saw: string, expected: string, remedy: string): Error {
  return new ExplainedError(`${where}: ${saw}`, expected, remedy);
}
