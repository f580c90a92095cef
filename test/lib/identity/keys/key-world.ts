// The state machines of an identity, and the services that they call as far as they call them: what is enabled, published, pointed at
// and flushed afterwards.
import { AsapIdentity, type AsapIdentityProps } from '../../../../lib';
import { logicalId, only, readable, synthesise } from '../../templates';
import { surroundings } from '../../worlds';
import { Crash, type Ended, execute } from './state-machine';

export const STAGES = Array.from({ length: 30 }, (_, index) => `api${index}/live`);

export function made(props: Partial<AsapIdentityProps> = {}) {
  const { stack, keyRepository, logsKey } = surroundings();
  const identity = new AsapIdentity(stack, 'Identity', { issuer: 'media', keyRepository, logsKey, ...props });
  const template = synthesise(stack);
  const definition = (id: RegExp) =>
    JSON.parse(readable(only(template, 'AWS::StepFunctions::StateMachine', id).Properties.DefinitionString));
  const kids = identity.kids.map((kid) => readable<string>(stack.resolve(kid)));
  const keyIds = identity.keyArns.map((arn) => readable<string>(stack.resolve(arn)));
  return {
    template,
    bucket: `<${logicalId(keyRepository.bucket)}>`,
    parameter: identity.signingPointerName,
    kids,
    keyIds,
    pointers: kids.map((kid, index) => JSON.stringify({ kid, keyId: keyIds[index] })),
    rotation: definition(/Rotation/),
    revocation: definition(/Revocation/),
  };
}
export type Made = ReturnType<typeof made>;

export const TWO = made({ keys: ['k1', 'k2'] });
export const THREE = made({ keys: ['k1', 'k2', 'k3'] });
export const ONE = made();
export const FOUR = made({ keys: ['k1', 'k2', 'k3', 'k4'] });

const stageArn = (stage: string) => `arn:aws:apigateway:eu-central-1::/restapis/${stage.replace('/', '/stages/')}`;

/** Refuses the first so many calls of one kind. */
export function firstOf(refused: string, most: number): (api: string) => boolean {
  let seen = 0;
  return (api) => {
    if (api === refused) seen += 1;
    return api === refused && seen <= most;
  };
}

export function isOf(of: Made, at: number, sent: unknown): boolean {
  return sent === of.kids[at] || sent === of.keyIds[at];
}

/** KMS, S3, Systems Manager and API Gateway, as they are when all keys are published and the first one signs. */
export class World {
  public readonly published: Set<string>;
  public readonly enabled: Set<string>;
  public readonly calls: string[] = [];
  public readonly flushed: string[] = [];
  public readonly waits: number[] = [];
  public pointer: string | undefined;
  public crashAfter = Number.POSITIVE_INFINITY;
  public refuse: (api: string, call: number, sent: { [name: string]: unknown }) => boolean = () => false;
  public stages = STAGES;
  /** What else in the Region bears the tag, and with what tags. */
  public tagged: string[] = [];
  public tags: object[] = [];
  /** Bytes of the largest list of stages that was answered. */
  public largest = 0;
  /** What happens during the waits of an execution, in order. */
  public meanwhile: (() => unknown)[] = [];

  public constructor(private readonly of: Made) {
    this.published = new Set(of.kids);
    this.enabled = new Set(of.keyIds);
    this.pointer = of.pointers[0];
  }

  public run(machine: 'rotation' | 'revocation', input: object = {}): Promise<Ended> {
    return execute(this.of[machine], input, {
      call: async (api, parameters) => {
        this.calls.push(api);
        if (this.refuse(api, this.calls.length, parameters)) throw Object.assign(new Error('refused'), { name: 'Refused' });
        const answer = this.answer(api, parameters);
        if (this.calls.length > this.crashAfter) throw new Crash();
        return answer;
      },
      waited: async (seconds) => {
        this.waits.push(seconds);
        await this.meanwhile.shift()?.();
      },
    });
  }

  public state() {
    return { published: [...this.published], enabled: [...this.enabled], pointer: this.pointer };
  }

  private answer(api: string, sent: { [name: string]: unknown }): unknown {
    const { bucket, parameter } = this.of;
    switch (api) {
      case 's3:headObject':
        expect(sent.Bucket).toBe(bucket);
        if (!this.published.has(String(sent.Key))) throw new Error('no such key');
        return {};
      case 's3:deleteObject':
        expect(sent.Bucket).toBe(bucket);
        this.published.delete(String(sent.Key));
        return {};
      case 'kms:disableKey':
        this.enabled.delete(String(sent.KeyId));
        return {};
      case 'kms:describeKey':
        return { KeyMetadata: { KeyId: sent.KeyId, Enabled: this.enabled.has(String(sent.KeyId)) } };
      case 'ssm:getParameter':
        expect(sent.Name).toBe(parameter);
        if (this.pointer === undefined) throw new Error('no such parameter');
        return { Parameter: { Value: this.pointer } };
      case 'ssm:putParameter':
        expect(sent).toMatchObject({ Name: parameter, Overwrite: true });
        this.pointer = String(sent.Value);
        return {};
      case 'resourcegroupstaggingapi:getResources': {
        expect(sent).toMatchObject({
          TagFilters: [{ Key: 'bulkhead:asap-authorizer' }],
          ResourceTypeFilters: ['apigateway'],
        });
        const from = Number(sent.PaginationToken ?? 0);
        const to = from + Number(sent.ResourcesPerPage);
        const ResourceTagMappingList = [...this.stages.map(stageArn), ...this.tagged]
          .slice(from, to)
          .map((ResourceARN) => ({ ResourceARN, Tags: this.tags }));
        // An empty text is its end of the list.
        const isLast = to >= this.stages.length + this.tagged.length;
        const found = { ResourceTagMappingList, PaginationToken: isLast ? '' : String(to) };
        this.largest = Math.max(this.largest, Buffer.byteLength(JSON.stringify(found)));
        return found;
      }
      case 'apigateway:flushStageAuthorizersCache':
        this.flushed.push(`${sent.RestApiId}/${sent.StageName}`);
        return {};
      default:
        throw new Error(`${api} is a call that nobody expects`);
    }
  }
}
