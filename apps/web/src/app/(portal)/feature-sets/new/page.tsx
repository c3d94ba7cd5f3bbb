import { NewFeatureSet } from "@/screens/feature-sets/NewFeatureSet.tsx";

export default function Page() {
  return <NewFeatureSet />;
}
