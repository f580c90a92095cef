// UsagePlan of a REST API's Auth: a plan and an API key, of one API or of all that share them.

import { type Json, own } from '../../template';
import type { Expansion, Source } from '../expansion';
import { given, isNothing, picked, plainEntries, ref } from '../values';

const SAME = ['Description', 'Quota', 'Tags', 'Throttle', 'UsagePlanName'];

interface Plan {
  readonly source: Source;
  readonly stage: string;
  readonly written: Json;
}

/** APIs with their stages, for plans that are made when all are known. */
export class UsagePlans {
  private readonly shared: Plan[] = [];

  public constructor(private readonly expansion: Expansion) {}

  public read(source: Source, stage: string, auth: Json): void {
    const written = own(auth, 'UsagePlan');
    if (isNothing(written)) return;
    const kind = this.expansion.value(own(written, 'CreateUsagePlan'));
    const plan = { source, stage, written };
    if (plainEntries(written) === undefined || (kind !== 'PER_API' && kind !== 'SHARED' && kind !== 'NONE')) {
      this.expansion.miss(`UsagePlan of ${source.id}`);
    } else if (kind === 'PER_API') this.add(source.id, source, [plan]);
    else if (kind === 'SHARED') this.shared.push(plan);
  }

  public addShared(): void {
    const [first] = this.shared;
    if (first === undefined) return;
    const conditions = this.shared.map(({ source }) => own(source.resource, 'Condition'));
    const isAlways = conditions.some((one) => one === undefined);
    const owner = { ...first.source, resource: isAlways ? {} : first.source.resource };
    if (!isAlways && new Set(conditions).size > 1) this.expansion.miss('UsagePlan that APIs under several conditions share');
    this.add('Serverless', owner, this.shared);
  }

  private add(prefix: string, owner: Source, plans: readonly Plan[]): void {
    const [plan, key, planKey] = [`${prefix}UsagePlan`, `${prefix}ApiKey`, `${prefix}UsagePlanKey`];
    const properties = Object.assign({}, ...plans.map(({ written }) => picked(written, SAME)));
    this.expansion.add(
      owner,
      plan,
      'AWS::ApiGateway::UsagePlan',
      given({ ApiStages: plans.map(({ source, stage }) => ({ ApiId: ref(source.id), Stage: ref(stage) })), ...properties }),
      { DependsOn: plans.map(({ source }) => source.id) },
    );
    const stages = plans.map(({ source, stage }) => ({ RestApiId: ref(source.id), StageName: ref(stage) }));
    this.expansion.add(owner, key, 'AWS::ApiGateway::ApiKey', { Enabled: true, StageKeys: stages }, { DependsOn: [plan] });
    this.expansion.add(
      owner,
      planKey,
      'AWS::ApiGateway::UsagePlanKey',
      { KeyId: ref(key), KeyType: 'API_KEY', UsagePlanId: ref(plan) },
      { DependsOn: [key] },
    );
    for (const { source } of plans) {
      this.expansion.referables.set(`${source.id}.UsagePlan`, plan);
      this.expansion.referables.set(`${source.id}.ApiKey`, key);
      this.expansion.referables.set(`${source.id}.UsagePlanKey`, planKey);
    }
  }
}
