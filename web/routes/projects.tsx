/** Addresses below /projects. */
export const projectRoutes = [] as const;
