// SAM's policy templates about all other services (AWS SAM Developer Guide: AWS SAM policy template list), written as in
// templates-for-data.ts. A resource that begins with `arn:` has neither account nor Region.

export const TEMPLATES_FOR_SERVICES: { readonly [name: string]: readonly string[] } = {
  AcmGetCertificatePolicy: ['acm: GetCertificate -> {CertificateArn}'],
  CostExplorerReadOnlyPolicy: [
    `ce: GetCostAndUsage GetDimensionValues GetReservationCoverage GetReservationPurchaseRecommendation
      GetReservationUtilization GetTags -> *`,
  ],
  CloudFormationDescribeStacksPolicy: ['cloudformation: DescribeStacks -> stack/*'],
  CloudWatchDashboardPolicy: ['cloudwatch: GetDashboard ListDashboards PutDashboard ListMetrics -> *'],
  CloudWatchDescribeAlarmHistoryPolicy: ['cloudwatch: DescribeAlarmHistory -> *'],
  CloudWatchPutMetricPolicy: ['cloudwatch: PutMetricData -> *'],
  CodeCommitCrudPolicy: [
    `codecommit: GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches MergeBranchesByFastForward
      MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch BatchDescribeMergeConflicts
      CreateUnreferencedMergeCommit DescribeMergeConflicts GetMergeCommit GetMergeOptions BatchGetPullRequests
      CreatePullRequest DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts
      GetPullRequest ListPullRequests MergePullRequestByFastForward MergePullRequestBySquash MergePullRequestByThreeWay
      PostCommentForPullRequest UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile
      GetBlob GetFile GetFolder PutFile DeleteCommentContent GetComment GetCommentsForComparedCommit
      PostCommentForComparedCommit PostCommentReply UpdateComment BatchGetCommits CreateCommit GetCommit GetCommitHistory
      GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository UpdateRepositoryDescription
      ListTagsForResource TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers TestRepositoryTriggers
      UploadArchive GetUploadArchiveStatus CancelUploadArchive -> {RepositoryName}`,
  ],
  CodeCommitReadPolicy: [
    `codecommit: GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts GetMergeCommit
      GetMergeOptions BatchGetPullRequests DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase
      GetMergeConflicts GetPullRequest ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit
      BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences GetTree GetRepository
      ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers GetUploadArchiveStatus -> {RepositoryName}`,
  ],
  CodePipelineLambdaExecutionPolicy: ['codepipeline: PutJobSuccessResult PutJobFailureResult -> *'],
  CodePipelineReadOnlyPolicy: ['codepipeline: ListPipelineExecutions -> {PipelineName}'],
  ComprehendBasicAccessPolicy: [
    `comprehend: BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases
      DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment -> *`,
  ],
  AMIDescribePolicy: ['ec2: DescribeImages -> *'],
  EC2CopyImagePolicy: ['ec2: CopyImage -> image/{ImageId}'],
  EC2DescribePolicy: ['ec2: DescribeRegions DescribeInstances -> *'],
  VPCAccessPolicy: ['ec2: CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface -> *'],
  EcsRunTaskPolicy: ['ecs: RunTask -> task-definition/{TaskDefinition}'],
  EKSDescribePolicy: ['eks: DescribeCluster ListClusters -> *'],
  ElasticMapReduceAddJobFlowStepsPolicy: ['elasticmapreduce: AddJobFlowSteps -> cluster/{ClusterId}'],
  ElasticMapReduceCancelStepsPolicy: ['elasticmapreduce: CancelSteps -> cluster/{ClusterId}'],
  ElasticMapReduceModifyInstanceFleetPolicy: ['elasticmapreduce: ModifyInstanceFleet ListInstanceFleets -> cluster/{ClusterId}'],
  ElasticMapReduceModifyInstanceGroupsPolicy: [
    'elasticmapreduce: ModifyInstanceGroups ListInstanceGroups -> cluster/{ClusterId}',
  ],
  ElasticMapReduceSetTerminationProtectionPolicy: ['elasticmapreduce: SetTerminationProtection -> cluster/{ClusterId}'],
  ElasticMapReduceTerminateJobFlowsPolicy: ['elasticmapreduce: TerminateJobFlows -> cluster/{ClusterId}'],
  MobileAnalyticsWriteOnlyAccessPolicy: ['mobileanalytics: PutEvents -> *'],
  PinpointEndpointAccessPolicy: [
    'mobiletargeting: GetEndpoint UpdateEndpoint UpdateEndpointsBatch -> apps/{PinpointApplicationId}/endpoints/*',
  ],
  OrganizationsListAccountsPolicy: ['organizations: ListAccounts -> *'],
  PollyFullAccessPolicy: [
    'polly: GetLexicon DeleteLexicon -> lexicon/{LexiconName}',
    'polly: DescribeVoices ListLexicons PutLexicon SynthesizeSpeech -> lexicon/*',
  ],
  RekognitionDetectOnlyPolicy: ['rekognition: DetectFaces DetectLabels DetectModerationLabels DetectText -> *'],
  RekognitionFacesManagementPolicy: [
    'rekognition: IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces -> collection/{CollectionId}',
  ],
  RekognitionFacesPolicy: ['rekognition: CompareFaces DetectFaces -> *'],
  RekognitionLabelsPolicy: ['rekognition: DetectLabels DetectModerationLabels -> *'],
  RekognitionNoDataAccessPolicy: [
    'rekognition: CompareFaces DetectFaces DetectLabels DetectModerationLabels -> collection/{CollectionId}',
  ],
  RekognitionReadPolicy: ['rekognition: ListCollections ListFaces SearchFaces SearchFacesByImage -> collection/{CollectionId}'],
  RekognitionWriteOnlyAccessPolicy: ['rekognition: CreateCollection IndexFaces -> collection/{CollectionId}'],
  Route53ChangeResourceRecordSetsPolicy: ['route53: ChangeResourceRecordSets -> arn:route53:::hostedzone/{HostedZoneId}'],
  SageMakerCreateEndpointConfigPolicy: ['sagemaker: CreateEndpointConfig -> endpoint-config/{EndpointConfigName}'],
  SageMakerCreateEndpointPolicy: ['sagemaker: CreateEndpoint -> endpoint/{EndpointName}'],
  ServerlessRepoReadWriteAccessPolicy: [
    `serverlessrepo: CreateApplication CreateApplicationVersion UpdateApplication GetApplication ListApplications
      ListApplicationVersions ListApplicationDependencies -> applications/*`,
  ],
  SESBulkTemplatedCrudPolicy: [
    `ses: GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail
      VerifyEmailIdentity -> identity/{IdentityName}`,
  ],
  SESBulkTemplatedCrudPolicy_v2: [
    `ses: SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail -> identity/{IdentityName}
      template/{TemplateName}`,
    'ses: GetIdentityVerificationAttributes VerifyEmailIdentity -> *',
  ],
  SESCrudPolicy: ['ses: GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity -> identity/{IdentityName}'],
  SESEmailTemplateCrudPolicy: [
    'ses: CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate -> *',
  ],
  SESSendBouncePolicy: ['ses: SendBounce -> identity/{IdentityName}'],
  TextractDetectAnalyzePolicy: [
    'textract: DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument -> *',
  ],
  TextractGetResultPolicy: ['textract: GetDocumentTextDetection GetDocumentAnalysis -> *'],
  TextractPolicy: ['textract: * -> *'],
};
