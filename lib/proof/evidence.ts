// Everything that rules need: the templates, and the results of the evaluators. Each result is computed on first use.

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
import { getOrAdd } from './collections';
import { Network } from './reachability';
import type { Resource, TemplateSet } from './template';

export interface EvidenceOptions {
  /** Names of resources with tenant data, in addition to the tagged ones. @default - none */
  readonly tenantData?: readonly string[];
  /** Name of the session tag that contains the tenant. @default 'TenantId' */
  readonly tenantTag?: string;
}

export class Evidence {
  /** Resources with tenant data, in the order of the templates. */
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

  /** Resources by the value of their `GetAtt Arn`. */
  public get resourcesByArn(): ReadonlyMap<string, Resource> {
    this.byArn ??= new Map(this.templates.resources.map((resource) => [this.templates.attributeOf(resource, 'Arn'), resource]));
    return this.byArn;
  }

  public hasTenantData(resource: Resource): boolean {
    return this.holdsTenantData.has(resource);
  }

  public tagsOf(resource: Resource): { readonly [key: string]: string } {
    return getOrAdd(this.tags, resource, () => tagsOf(resource));
  }
}
