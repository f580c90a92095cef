// All that rules ask: the templates, and what the evaluators make of them, each made when it is first asked for.

import {
  Access,
  Administration,
  isolationMatrix,
  type Matrix,
  type PolicyDocument,
  tagsOf,
  tenantDataOf,
  WholeAccount,
} from './access';
import type { ActionCatalogue } from './actions';
import { Network } from './reachability';
import type { Resource, TemplateSet } from './template';

export interface EvidenceOptions {
  /** Names of resources with tenants' data, beside those that are tagged. @default - none */
  readonly tenantData?: readonly string[];
  /** Session tag that holds the tenant. @default 'TenantId' */
  readonly tenantTag?: string;
}

export class Evidence {
  /** Resources with tenants' data, in the order of the templates. */
  public readonly tenantData: readonly Resource[];
  private readonly holdsTenantData: ReadonlySet<Resource>;
  private readonly tags = new Map<Resource, { readonly [key: string]: string }>();
  private byArn: ReadonlyMap<string, Resource> | undefined;
  private accessMade: Access | undefined;
  private networkMade: Network | undefined;
  private matrixMade: Matrix | undefined;
  private administrationMade: Administration | undefined;
  private wholeAccountMade: WholeAccount | undefined;

  public constructor(
    public readonly templates: TemplateSet,
    public readonly actions: ActionCatalogue,
    public readonly options: EvidenceOptions = {},
  ) {
    this.tenantData = tenantDataOf(templates, options.tenantData);
    this.holdsTenantData = new Set(this.tenantData);
  }

  public get access(): Access {
    this.accessMade ??= new Access(this.templates, this.actions, this.options.tenantTag);
    return this.accessMade;
  }

  public get network(): Network {
    this.networkMade ??= new Network(this.templates);
    return this.networkMade;
  }

  public get matrix(): Matrix {
    this.matrixMade ??= isolationMatrix(this.access, this.actions, this.tenantData);
    return this.matrixMade;
  }

  public get administration(): Administration {
    this.administrationMade ??= new Administration(this.access, this.actions);
    return this.administrationMade;
  }

  public get wholeAccount(): WholeAccount {
    this.wholeAccountMade ??= new WholeAccount(this.access);
    return this.wholeAccountMade;
  }

  /** Every policy document of the templates. */
  public get documents(): readonly PolicyDocument[] {
    return this.access.policies.documents;
  }

  /** What `GetAtt Arn` of each resource stands for. */
  public get resourcesByArn(): ReadonlyMap<string, Resource> {
    this.byArn ??= new Map(this.templates.resources.map((resource) => [this.templates.attributeOf(resource, 'Arn'), resource]));
    return this.byArn;
  }

  public hasTenantData(resource: Resource): boolean {
    return this.holdsTenantData.has(resource);
  }

  public tagsOf(resource: Resource): { readonly [key: string]: string } {
    const known = this.tags.get(resource);
    if (known !== undefined) return known;
    const made = tagsOf(resource);
    this.tags.set(resource, made);
    return made;
  }
}
