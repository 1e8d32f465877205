/** Powers of ten by the suffix of a Kubernetes quantity; "" for none. https://pkg.go.dev/k8s.io/apimachinery/pkg/api/resource#Quantity */
export const decimalSuffixes: { readonly [suffix: string]: number } = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** Powers of two by suffix. */
export const binarySuffixes: { readonly [suffix: string]: number } = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
