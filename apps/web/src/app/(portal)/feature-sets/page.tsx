import { FeatureSets } from "@/screens/feature-sets/FeatureSets.tsx";

export default function Page() {
  return <FeatureSets />;
}
