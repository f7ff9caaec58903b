/** Addresses below /projects. */
import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { projectAt } from '../api/projects.ts';
import { projectsSearch, tasksSearch } from '../pages/projects/project-search.ts';
import { inside } from './inside.tsx';

const id = { parse: ({ projectId }: { projectId: string }) => ({ projectId: Number(projectId) }) };

export const projectRoutes = [
  createRoute({
    getParentRoute: () => inside,
    // What the API calls the `url` of a project.
    path: '/bunits/$unit/$application/$project',
    beforeLoad: async ({ params }) => {
      const projectId = await projectAt(params);
      throw projectId === null ? notFound() : redirect({ to: '/projects/$projectId', params: { projectId } });
    },
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects',
    validateSearch: projectsSearch,
    component: lazyRouteComponent(() => import('../pages/projects/projects.tsx'), 'Projects'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects/$projectId',
    params: id,
    validateSearch: tasksSearch,
    component: lazyRouteComponent(() => import('../pages/projects/project-tasks.tsx'), 'ProjectTasks'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects/$projectId/import',
    params: id,
    component: lazyRouteComponent(() => import('../pages/projects/import.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects/$projectId/members',
    params: id,
    component: lazyRouteComponent(() => import('../pages/projects/members.tsx'), 'Members'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects/$projectId/details',
    params: id,
    component: lazyRouteComponent(() => import('../pages/projects/project-details.tsx'), 'ProjectDetails'),
  }),
  createRoute({
    getParentRoute: () => inside,
    path: '/projects/$projectId/tasks/$taskId',
    params: {
      parse: ({ projectId, taskId }: Record<'projectId' | 'taskId', string>) => ({
        projectId: Number(projectId),
        taskId,
      }),
    },
    component: lazyRouteComponent(() => import('../pages/projects/task.tsx'), 'TaskPage'),
  }),
] as const;
