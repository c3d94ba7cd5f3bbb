import { graphql } from "@/generated/gql.ts";

export const ApprovalsDocument = graphql(`
  query Approvals($first: Int, $after: String) {
    modelVersions(status: CANDIDATE, first: $first, after: $after) {
      edges {
        node {
          id version createdAt
          model { id name kind }
          createdBy { id name }
          aliases
          metrics { name split value low high }
          promotionChecks { name passed message }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
    viewer { id role workspace { id governance { fourEyes fourEyesInForce members honestyGate honestyBaseline requireInventory blockingSeverity } } }
  }
`);

export const OpenFindingsDocument = graphql(`
  query OpenFindings($first: Int) {
    findings(status: OPEN, first: $first) {
      edges {
        node { id title severity isOverdue dueAt owner { id name } modelVersion { id version model { id name } } }
      }
    }
  }
`);

export const VersionGovernanceDocument = graphql(`
  query VersionGovernance($id: ID!) {
    modelVersion(id: $id) {
      id status
      createdBy { id name }
      promotionChecks { name passed message }
      findings { id title description severity status isOverdue dueAt resolution owner { id name } openedBy { id name } createdAt }
      waivers { id reason isActive expiresAt createdAt signedBy { id name } }
    }
    members { id name role removedAt }
  }
`);

export const ModelGovernanceDocument = graphql(`
  query ModelGovernance($name: String!, $after: String) {
    model(name: $name) {
      id name kind
      inventory { owner purpose exposure { amount currency } tier intendedUse limits regulatoryClass }
      events(first: 20, after: $after) {
        edges { node { id type alias createdAt data member { id name } modelVersion { id version } } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const InventoryDocument = graphql(`
  query Inventory($first: Int, $after: String) {
    models(first: $first, after: $after) {
      edges {
        node {
          id name kind
          inventory { owner purpose exposure { amount currency } tier intendedUse limits regulatoryClass }
          aliases { alias modelVersion { id version } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const AuditDocument = graphql(`
  query Audit($first: Int, $after: String, $action: String, $subject: ID) {
    auditLog(first: $first, after: $after, action: $action, subject: $subject) {
      edges { node { id position action subject createdAt hash data member { id name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const VerifyAuditDocument = graphql(`
  query VerifyAudit {
    verifyAuditLog { ok rows head { position hash } firstBad { position id reason } }
  }
`);

export const MembersDocument = graphql(`
  query Members {
    members { id name role createdAt removedAt }
    viewer { id role workspace { id governance { fourEyes fourEyesInForce members honestyGate honestyBaseline requireInventory blockingSeverity } } }
  }
`);

export const InviteMemberDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      __typename
      ... on InviteMemberSuccess { member { id name role } key }
      ... on UserError { code message path }
    }
  }
`);

export const ChangeMemberRoleDocument = graphql(`
  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
    changeMemberRole(input: $input) {
      __typename
      ... on ChangeMemberRoleSuccess { member { id role } }
      ... on UserError { code message path }
    }
  }
`);

export const RemoveMemberDocument = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) {
      __typename
      ... on RemoveMemberSuccess { member { id removedAt } }
      ... on UserError { code message path }
    }
  }
`);

export const UpdateGovernanceDocument = graphql(`
  mutation UpdateGovernance($input: UpdateGovernanceInput!) {
    updateGovernance(input: $input) {
      __typename
      ... on UpdateGovernanceSuccess { governance { fourEyes fourEyesInForce members honestyGate honestyBaseline requireInventory blockingSeverity } }
      ... on UserError { code message path }
    }
  }
`);

export const UpdateInventoryDocument = graphql(`
  mutation UpdateInventory($input: UpdateModelInventoryInput!) {
    updateModelInventory(input: $input) {
      __typename
      ... on UpdateModelInventorySuccess { model { id inventory { owner tier } } }
      ... on UserError { code message path }
    }
  }
`);

export const OpenFindingDocument = graphql(`
  mutation OpenFinding($input: OpenFindingInput!) {
    openFinding(input: $input) {
      __typename
      ... on OpenFindingSuccess { finding { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const CloseFindingDocument = graphql(`
  mutation CloseFinding($input: CloseFindingInput!) {
    closeFinding(input: $input) {
      __typename
      ... on CloseFindingSuccess { finding { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SignWaiverDocument = graphql(`
  mutation SignWaiver($input: SignWaiverInput!) {
    signWaiver(input: $input) {
      __typename
      ... on SignWaiverSuccess { waiver { id expiresAt } }
      ... on UserError { code message path }
    }
  }
`);

export const SetStatusDocument = graphql(`
  mutation SetStatus($input: SetModelVersionStatusInput!) {
    setModelVersionStatus(input: $input) {
      __typename
      ... on SetModelVersionStatusSuccess { modelVersion { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const RollbackDocument = graphql(`
  mutation Rollback($input: RollbackModelInput!) {
    rollbackModel(input: $input) {
      __typename
      ... on RollbackModelSuccess { modelVersion { id version } }
      ... on UserError { code message path }
    }
  }
`);
