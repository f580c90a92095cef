// Reads templates and makes evidence from them: the first step of every command here.
import { ActionCatalogue, serviceReference } from '../../../lib/proof/actions';
import { Evidence } from '../../../lib/proof/evidence';
import { TemplateSet } from '../../../lib/proof/template';
import { contents, type Input, readInput } from '../input';
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

export function evidenceOf(input: Input, { tenantData, tenantTag, actions }: Common): Evidence {
  const options = { tenantData, ...(tenantTag !== undefined && { tenantTag }) };
  return new Evidence(new TemplateSet(input.templates), catalogueOf(actions), options);
}

/** @throws InputError for a file that is not a service reference */
export function catalogueOf(files: readonly string[]): ActionCatalogue {
  return new ActionCatalogue(files.map((file) => serviceReference(contents(file), file)));
}
