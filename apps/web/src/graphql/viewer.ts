import { graphql } from "@/generated/gql.ts";

export const ViewerDocument = graphql(`
  query Viewer {
    viewer { id name role workspace { id name fourEyes } apiKeys { id name role prefix createdAt lastUsedAt revokedAt } }
    engines { name version threads role host startedAt }
  }
`);

export const SystemDocument = graphql(`
  query System {
    system {
      codeVersion database databaseVersion queuedRuns runningRuns
      engines { name version threads role host startedAt }
    }
  }
`);

export const SignInDocument = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignInSuccess { viewer { id name } }
      ... on UserError { code message path }
    }
  }
`);

export const SignOutDocument = graphql(`
  mutation SignOut {
    signOut { __typename ... on SignOutSuccess { ok } }
  }
`);

export const CreateApiKeyDocument = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      __typename
      ... on CreateApiKeySuccess { apiKey { id name role prefix createdAt lastUsedAt revokedAt } key }
      ... on UserError { code message path }
    }
  }
`);

export const RevokeApiKeyDocument = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      __typename
      ... on RevokeApiKeySuccess { apiKey { id revokedAt } }
      ... on UserError { code message path }
    }
  }
`);
