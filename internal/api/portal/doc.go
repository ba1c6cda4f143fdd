// Package portal serves the files of the portal, and nothing else. The portal is a page in a browser that signs in and
// calls Graph, Resource Manager and the models as every other client does; it has no API of its own. Its sources are in
// web/, and assets/ is what web/build.sh makes of them.
package portal
