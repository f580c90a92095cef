// Reads templates and makes evidence from them: the first step of every command here.
import { ActionCatalogue } from '../../../lib/proof/actions';
import { Evidence } from '../../../lib/proof/evidence';
import { TemplateSet } from '../../../lib/proof/template';
import { type Input, readInput } from '../input';
import type { Common } from '../options';
import type { Output } from '../output';
import { doubtsOf } from './doubts';

export interface Judged {
  readonly input: Input;
  readonly evidence: Evidence;
  /** Notes that keep a verdict from being clean. */
  readonly doubts: readonly string[];
}

export function judged(paths: readonly string[], common: Common, { stdin }: Output): Judged {
  const input = readInput(paths, stdin);
  const evidence = evidenceOf(input, common);
  const doubts = [...input.unreadable.map(({ seen }) => `not judged: ${seen}`), ...doubtsOf(evidence)];
  return { input: { ...input, notes: [...input.notes, ...doubts] }, evidence, doubts };
}

export function evidenceOf(input: Input, { tenantData, tenantTag }: Common): Evidence {
  const options = { tenantData, ...(tenantTag !== undefined && { tenantTag }) };
  return new Evidence(new TemplateSet(input.templates), new ActionCatalogue(), options);
}
