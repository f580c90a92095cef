// Reads templates and makes evidence from them: the first step of every command here.
import { ActionCatalogue } from '../../../lib/proof/actions';
import { Evidence } from '../../../lib/proof/evidence';
import { TemplateSet } from '../../../lib/proof/template';
import { type Input, readInput } from '../input';
import type { Common } from '../options';
import type { Output } from '../output';
import { notesOf } from './notes';

export interface Judged {
  readonly input: Input;
  readonly evidence: Evidence;
}

export function judged(paths: readonly string[], common: Common, { stdin }: Output): Judged {
  const input = readInput(paths, stdin);
  const evidence = evidenceOf(input, common);
  return { input: { ...input, notes: [...input.notes, ...notesOf(evidence)] }, evidence };
}

export function evidenceOf(input: Input, { tenantData, tenantTag }: Common): Evidence {
  const options = { tenantData, ...(tenantTag !== undefined && { tenantTag }) };
  return new Evidence(new TemplateSet(input.templates), new ActionCatalogue(), options);
}
