// Runs checks, and takes out what somebody has acknowledged.

import { pathOf } from '../access';
import type { Acknowledgement } from '../assembly';
import type { Evidence } from '../evidence';
import { shown } from '../template';
import { CHECKS } from './all';
import type { AcknowledgedFinding, Check, Finding, Severity } from './check';

export interface RunOptions {
  /** Ids of the checks to run. @default - all */
  readonly only?: readonly string[];
  /** Ids of checks to leave out. @default - none */
  readonly skip?: readonly string[];
  /** What was acknowledged, and why. @default - nothing */
  readonly acknowledgements?: readonly Acknowledgement[];
}

export interface Results {
  /** Errors first; then in the order of the templates. */
  readonly findings: readonly Finding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
  /**
   * What was meant for these checks, or for one that there is not, and has accepted nothing: no finding is where it stands and has its
   * id, or it gives no reason.
   */
  readonly idle: readonly Acknowledgement[];
  /** Ids of the checks that ran. */
  readonly checks: readonly string[];
}

/** An id that no check has. */
export class UnknownCheckError extends Error {
  public readonly code = 'check.unknown';

  public constructor(id: string) {
    super(`there is no rule "${id}": ${nearest(id)}docs/checks.md lists all of them`);
    this.name = 'UnknownCheckError';
  }
}

export function checkOf(id: string): Check {
  const check = CHECKS.find((one) => one.id === id);
  if (check === undefined) throw new UnknownCheckError(id);
  return check;
}

export function runChecks(evidence: Evidence, { only, skip = [], acknowledgements = [] }: RunOptions = {}): Results {
  const chosen = only === undefined ? CHECKS : [...new Set(only)].map(checkOf);
  const left = new Set(skip.map((id) => checkOf(id).id));
  const checks = chosen.filter(({ id }) => !left.has(id));
  const order = new Map(evidence.templates.resources.map((resource, index) => [resource.id, index]));
  const all = checks.flatMap((check) => findingsOf(check, evidence));
  all.sort((first, second) => rank(first) - rank(second) || at(first) - at(second));

  const findings: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  for (const finding of all) {
    const reason = reasonOf(finding, acknowledgements);
    if (reason === undefined) findings.push(finding);
    else acknowledged.push({ ...finding, reason });
  }
  const ran = new Set(checks.map(({ id }) => id));
  const idle = acknowledgements.filter((one) => isMeant(one, ran) && !all.some((finding) => accepts(one, finding)));
  return { findings, acknowledged, idle, checks: [...ran] };

  function at({ stack, resource }: Finding): number {
    return order.get(`${stack}/${resource}`) ?? 0;
  }
}

function findingsOf(check: Check, evidence: Evidence): Finding[] {
  return [...check.find(evidence)].map(({ resource, message, because, location, detail, severity }) => ({
    rule: check.id,
    id: findingId(check.id, detail),
    severity: severity ?? check.severity,
    stack: resource.stackName,
    resource: resource.logicalId,
    type: resource.type,
    path: pathOf(resource),
    ...(location !== undefined && { location }),
    message: shown(message),
    because: shown(because ?? message),
    why: check.why,
    fix: check.fix,
  }));
}

/** As it is acknowledged: `tenant-data-access[Orders/Table/Resource]`. */
export function findingId(rule: string, detail?: string): string {
  return detail === undefined ? rule : `${rule}[${shown(detail).replace(/\s+/g, '-')}]`;
}

/** A rule is acknowledged on a construct, for all that lies below it; a reason that says nothing acknowledges nothing. */
function reasonOf(finding: Finding, acknowledgements: readonly Acknowledgement[]): string | undefined {
  return acknowledgements.find((one) => accepts(one, finding))?.reason;
}

function accepts({ id, path, reason }: Acknowledgement, finding: Finding): boolean {
  return withoutPrefix(id) === finding.id && reason.trim() !== '' && isAbove(path, finding);
}

/** True for one of the checks that ran, or of ours that do not exist. An app's acknowledgements are for other plugins, too. */
function isMeant({ id }: Acknowledgement, ran: ReadonlySet<string>): boolean {
  const rule = withoutPrefix(id).replace(/\[.*$/s, '');
  // cdk-nag's ids have capitals (`AwsSolutions-IAM5`), CDK's own have colons and slashes.
  const isOurs = id.startsWith('TenantIsolation::') || !(/^[\w@/.-]+::/.test(id) || /[A-Z@:/]/.test(rule));
  return ran.has(rule) || (isOurs && !CHECKS.some((check) => check.id === rule));
}

/** CDK's acknowledgements carry a plugin's name, and `Annotation::` if they were written without one. */
function withoutPrefix(id: string): string {
  return id.replace(/^(?:TenantIsolation|Annotation)::/, '');
}

function isAbove(path: string, finding: Finding): boolean {
  return path === `${finding.stack}/${finding.resource}` || finding.path === path || finding.path.startsWith(`${path}/`);
}

function rank({ severity }: { readonly severity: Severity }): number {
  return severity === 'error' ? 0 : 1;
}

function nearest(id: string): string {
  const words = new Set(id.split('-'));
  const shared = (other: string) => other.split('-').filter((word) => words.has(word)).length;
  const [best] = [...CHECKS].sort((first, second) => shared(second.id) - shared(first.id));
  return best !== undefined && shared(best.id) > 0 ? `did you mean ${best.id}? ` : '';
}
