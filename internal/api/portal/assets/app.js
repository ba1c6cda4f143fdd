var E=Object.freeze({prefix:"fluent",shadowRootMode:"open",registry:globalThis.customElements});var Et={submit:"submit",reset:"reset",button:"button"};var la=`${E.prefix}-button`;var He=class{constructor(e,r,o=!1){this.evaluate=e,this.policy=r,this.isVolatile=o}};var A;(function(t){t[t.needsArrayObservation=1101]="needsArrayObservation",t[t.onlySetDOMPolicyOnce=1201]="onlySetDOMPolicyOnce",t[t.bindingInnerHTMLRequiresTrustedTypes=1202]="bindingInnerHTMLRequiresTrustedTypes",t[t.twoWayBindingRequiresObservables=1203]="twoWayBindingRequiresObservables",t[t.hostBindingWithoutHost=1204]="hostBindingWithoutHost",t[t.unsupportedBindingBehavior=1205]="unsupportedBindingBehavior",t[t.directCallToHTMLTagNotAllowed=1206]="directCallToHTMLTagNotAllowed",t[t.onlySetTemplatePolicyOnce=1207]="onlySetTemplatePolicyOnce",t[t.cannotSetTemplatePolicyAfterCompilation=1208]="cannotSetTemplatePolicyAfterCompilation",t[t.blockedByDOMPolicy=1209]="blockedByDOMPolicy",t[t.invalidHydrationAttributeMarker=1210]="invalidHydrationAttributeMarker",t[t.duplicateRenderInstruction=1211]="duplicateRenderInstruction",t[t.missingElementDefinition=1401]="missingElementDefinition",t[t.noRegistrationForContext=1501]="noRegistrationForContext",t[t.noFactoryForResolver=1502]="noFactoryForResolver",t[t.invalidResolverStrategy=1503]="invalidResolverStrategy",t[t.cannotAutoregisterDependency=1504]="cannotAutoregisterDependency",t[t.cannotResolveKey=1505]="cannotResolveKey",t[t.cannotConstructNativeFunction=1506]="cannotConstructNativeFunction",t[t.cannotJITRegisterNonConstructor=1507]="cannotJITRegisterNonConstructor",t[t.cannotJITRegisterIntrinsic=1508]="cannotJITRegisterIntrinsic",t[t.cannotJITRegisterInterface=1509]="cannotJITRegisterInterface",t[t.invalidResolver=1510]="invalidResolver",t[t.invalidKey=1511]="invalidKey",t[t.noDefaultResolver=1512]="noDefaultResolver",t[t.cyclicDependency=1513]="cyclicDependency",t[t.connectUpdateRequiresController=1514]="connectUpdateRequiresController"})(A||(A={}));var de=t=>typeof t=="function",q=t=>typeof t=="string",ca=()=>{};var ec=Object.create(null),R={warn(t,e){},error(t,e){return new Error(`Error ${t}`)},addMessages(t){Object.assign(ec,t)}};var da=Object.freeze([]);function dt(){let t=new Map;return Object.freeze({register(e){return t.has(e.type)?!1:(t.set(e.type,e),!0)},getByType(e){return t.get(e)},getForInstance(e){if(e!=null)return t.get(e.constructor)}})}function Br(){let t=new WeakMap;return function(e){let r=t.get(e);if(r===void 0){let o=Reflect.getPrototypeOf(e);for(;r===void 0&&o!==null;)r=t.get(o),o=Reflect.getPrototypeOf(o);r=r===void 0?[]:r.slice(0),t.set(e,r)}return r}}function X(t){t.prototype.toJSON=ca}var wr=class extends He{createObserver(){return this}bind(e){return this.evaluate(e.source,e.context)}};X(wr);function Pr(t,e){return new wr(t,e)}var ut=class{constructor(e,r){this.sub1=void 0,this.sub2=void 0,this.spillover=void 0,this.subject=e,this.sub1=r}has(e){return this.spillover===void 0?this.sub1===e||this.sub2===e:this.spillover.indexOf(e)!==-1}subscribe(e){let r=this.spillover;if(r===void 0){if(this.has(e))return;if(this.sub1===void 0){this.sub1=e;return}if(this.sub2===void 0){this.sub2=e;return}this.spillover=[this.sub1,this.sub2,e],this.sub1=void 0,this.sub2=void 0}else r.indexOf(e)===-1&&r.push(e)}unsubscribe(e){let r=this.spillover;if(r===void 0)this.sub1===e?this.sub1=void 0:this.sub2===e&&(this.sub2=void 0);else{let o=r.indexOf(e);o!==-1&&r.splice(o,1)}}notify(e){let r=this.spillover,o=this.subject;if(r===void 0){let n=this.sub1,a=this.sub2;n!==void 0&&n.handleChange(o,e),a!==void 0&&a.handleChange(o,e)}else for(let n=0,a=r.length;n<a;++n)r[n].handleChange(o,e)}},pt=class{constructor(e){this.subscribers={},this.subjectSubscribers=null,this.subject=e}notify(e){var r,o;(r=this.subscribers[e])===null||r===void 0||r.notify(e),(o=this.subjectSubscribers)===null||o===void 0||o.notify(e)}subscribe(e,r){var o,n;let a;r?a=(o=this.subscribers[r])!==null&&o!==void 0?o:this.subscribers[r]=new ut(this.subject):a=(n=this.subjectSubscribers)!==null&&n!==void 0?n:this.subjectSubscribers=new ut(this.subject),a.subscribe(e)}unsubscribe(e,r){var o,n;r?(o=this.subscribers[r])===null||o===void 0||o.unsubscribe(e):(n=this.subjectSubscribers)===null||n===void 0||n.unsubscribe(e)}};var ue=[],Do=[],tc=globalThis.requestAnimationFrame,Mo=!0;function rc(){if(Do.length)throw Do.shift()}function oc(t){try{t.call()}catch(e){if(Mo)Do.push(e),setTimeout(rc,0);else throw ue.length=0,e}}function Ho(){let e=0;for(;e<ue.length;)if(oc(ue[e]),e++,e>1024){for(let r=0,o=ue.length-e;r<o;r++)ue[r]=ue[r+e];ue.length-=e,e=0}ue.length=0}function ua(t){ue.push(t),ue.length<2&&(Mo?tc(Ho):Ho())}var Be=Object.freeze({enqueue:ua,next:()=>new Promise(ua),process:Ho,setMode:t=>Mo=t});var Me=Object.freeze({unknown:void 0,coupled:1}),$=(()=>{let t=Be.enqueue,e=/(:|&&|\|\||if|\?\.)/,r=new WeakMap,o,n=p=>{throw R.error(A.needsArrayObservation)};function a(p){var d;let h=(d=p.$fastController)!==null&&d!==void 0?d:r.get(p);return h===void 0&&(Array.isArray(p)?h=n(p):r.set(p,h=new pt(p))),h}let s=Br();class i{constructor(d){this.name=d,this.field=`_${d}`,this.callback=`${d}Changed`}getValue(d){return o!==void 0&&o.watch(d,this.name),d[this.field]}setValue(d,h){let v=this.field,b=d[v];if(b!==h){d[v]=h;let P=d[this.callback];de(P)&&P.call(d,b,h),a(d).notify(this.name)}}}class l extends ut{constructor(d,h,v=!1){super(d,h),this.expression=d,this.isVolatileBinding=v,this.needsRefresh=!0,this.needsQueue=!0,this.isAsync=!0,this.first=this,this.last=null,this.propertySource=void 0,this.propertyName=void 0,this.notifier=void 0,this.next=void 0}setMode(d){this.isAsync=this.needsQueue=d}bind(d){let h=this.observe(d.source,d.context);return!d.isBound&&this.requiresUnbind(d)&&d.onUnbind(this),h}requiresUnbind(d){return d.sourceLifetime!==Me.coupled||this.first!==this.last||this.first.propertySource!==d.source}unbind(d){this.dispose()}observe(d,h){this.needsRefresh&&this.last!==null&&this.dispose();let v=o;o=this.needsRefresh?this:void 0,this.needsRefresh=this.isVolatileBinding;let b;try{b=this.expression(d,h)}finally{o=v}return b}disconnect(){this.dispose()}dispose(){if(this.last!==null){let d=this.first;for(;d!==void 0;)d.notifier.unsubscribe(this,d.propertyName),d=d.next;this.last=null,this.needsRefresh=this.needsQueue=this.isAsync}}watch(d,h){let v=this.last,b=a(d),P=v===null?this.first:{};if(P.propertySource=d,P.propertyName=h,P.notifier=b,b.subscribe(this,h),v!==null){if(!this.needsRefresh){let U;o=void 0,U=v.propertySource[v.propertyName],o=this,d===U&&(this.needsRefresh=!0)}v.next=P}this.last=P}handleChange(){this.needsQueue?(this.needsQueue=!1,t(this)):this.isAsync||this.call()}call(){this.last!==null&&(this.needsQueue=this.isAsync,this.notify(this))}*records(){let d=this.first;for(;d!==void 0;)yield d,d=d.next}}return X(l),Object.freeze({setArrayObserverFactory(p){n=p},getNotifier:a,track(p,d){o&&o.watch(p,d)},trackVolatile(){o&&(o.needsRefresh=!0)},notify(p,d){a(p).notify(d)},defineProperty(p,d){q(d)&&(d=new i(d)),s(p).push(d),Reflect.defineProperty(p,d.name,{enumerable:!0,get(){return d.getValue(this)},set(h){d.setValue(this,h)}})},getAccessors:s,binding(p,d,h=this.isVolatileBinding(p)){return new l(p,d,h)},isVolatileBinding(p){return e.test(p.toString())}})})();function ht(t,e){$.defineProperty(t,e)}var pa=(()=>{let t=null;return{get(){return t},set(e){t=e}}})(),we=Object.freeze({default:{index:0,length:0,get event(){return we.getEvent()},eventDetail(){return this.event.detail},eventTarget(){return this.event.target}},getEvent(){return pa.get()},setEvent(t){pa.set(t)}});var Eo=class extends He{createObserver(e){return $.binding(this.evaluate,e,this.isVolatile)}};function $r(t,e,r=$.isVolatileBinding(t)){return new Eo(t,e,r)}var I=Object.freeze({none:0,attribute:1,booleanAttribute:2,property:3,content:4,tokenList:5,event:6}),ha=t=>t,nc=globalThis.trustedTypes?globalThis.trustedTypes.createPolicy("fast-html",{createHTML:ha}):{createHTML:ha},Nr=Object.freeze({createHTML(t){return nc.createHTML(t)},protect(t,e,r,o){return o}}),ac=Nr,Pe=Object.freeze({get policy(){return Nr},setPolicy(t){if(Nr!==ac)throw R.error(A.onlySetDOMPolicyOnce);Nr=t},setAttribute(t,e,r){r==null?t.removeAttribute(e):t.setAttribute(e,r)},setBooleanAttribute(t,e,r){r?t.setAttribute(e,""):t.removeAttribute(e)}});var _o="boolean",ga="reflect",gt=Object.freeze({locate:Br()}),ma={toView(t){return t?"":null},fromView(t){return!!t}};var _t=class t{constructor(e,r,o=r.toLowerCase(),n=ga,a){this.guards=new Set,this.Owner=e,this.name=r,this.attribute=o,this.mode=n,this.converter=a,this.fieldName=`_${r}`,this.callbackName=`${r}Changed`,this.hasCallback=this.callbackName in e.prototype,n===_o&&a===void 0&&(this.converter=ma)}setValue(e,r){let o=e[this.fieldName],n=this.converter;n!==void 0&&(r=n.fromView(r)),o!==r&&(e[this.fieldName]=r,this.tryReflectToAttribute(e),this.hasCallback&&e[this.callbackName](o,r),e.$fastController.notify(this.name))}getValue(e){return $.track(e,this.name),e[this.fieldName]}onAttributeChangedCallback(e,r){this.guards.has(e)||(this.guards.add(e),this.mode===_o?this.setValue(e,r!==null):this.setValue(e,r),this.guards.delete(e))}tryReflectToAttribute(e){let r=this.mode,o=this.guards;o.has(e)||r==="fromView"||Be.enqueue(()=>{o.add(e);let n=e[this.fieldName];switch(r){case ga:{let a=this.converter;Pe.setAttribute(e,this.attribute,a!==void 0?a.toView(n):n);break}case _o:Pe.setBooleanAttribute(e,this.attribute,n);break}o.delete(e)})}static collect(e,...r){let o=[];r.push(gt.locate(e));for(let n=0,a=r.length;n<a;++n){let s=r[n];if(s!==void 0)for(let i=0,l=s.length;i<l;++i){let p=s[i];q(p)?o.push(new t(e,p)):o.push(new t(e,p.property,p.attribute,p.mode,p.converter))}}return o}};function B(t,e){let r;function o(n,a){arguments.length>1&&(r.property=a),gt.locate(n.constructor).push(r)}if(arguments.length>1){r={},o(t,e);return}return r=t===void 0?{}:t,o}var Oo;function fa(t){return t.reduce((e,r)=>(r instanceof K?e.push(...fa(r.styles)):e.push(r),e),[])}var K=class t{get strategy(){return this._strategy===null&&(Oo||t.setDefaultStrategy(t.supportsAdoptedStyleSheets?sc():lc()),this.withStrategy(Oo)),this._strategy}constructor(e){this.styles=e,this.targets=new WeakSet,this._strategy=null}addStylesTo(e){this.strategy.addStylesTo(e),this.targets.add(e)}removeStylesFrom(e){this.strategy.removeStylesFrom(e),this.targets.delete(e)}isAttachedTo(e){return this.targets.has(e)}withStrategy(e){return this._strategy=new e(fa(this.styles)),this}static setDefaultStrategy(e){Oo=e}static normalize(e){return e===void 0?void 0:Array.isArray(e)?new t(e):e instanceof t?e:new t([e])}};K.supportsAdoptedStyleSheets=Array.isArray(document.adoptedStyleSheets)&&"replace"in CSSStyleSheet.prototype;function sc(){let t=new Map;return class{constructor(r){this.sheets=r.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=t.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),t.set(o,n)),n})}addStylesTo(r){let o=r;o.adoptedStyleSheets=[...o.adoptedStyleSheets,...this.sheets]}removeStylesFrom(r){let o=r;o.adoptedStyleSheets=o.adoptedStyleSheets.filter(n=>this.sheets.indexOf(n)===-1)}}}var ic=0;function lc(){return class{constructor(e){this.styles=e,this.styleClass=`fast-${++ic}`}addStylesTo(e){let r=e===document?document.body:e;for(let o=0;o<this.styles.length;o++){let n=document.createElement("style");n.innerHTML=this.styles[o],n.className=this.styleClass,r.append(n)}}removeStylesFrom(e){let r=e===document?document.body:e,o=r.querySelectorAll(`.${this.styleClass}`);for(let n=0,a=o.length;n<a;++n)r.removeChild(o[n])}}}var cc={},va=new WeakMap,zo=dt(),mt=Object.freeze({register(t){if(!zo.register(t))return!1;let e=ya(t.registry);return Object.prototype.hasOwnProperty.call(e,t.name)||$.defineProperty(e,t.name),e[t.name]=t.type,!0},getByType:zo.getByType,getForInstance:zo.getForInstance,whenRegistered:dc});function ya(t=customElements){if(t===customElements)return cc;let e=va.get(t);return e||(e={},va.set(t,e)),e}function ba(t){return t===void 0?void 0:mt.getByType(t)}function dc(t,e=customElements){let r=ya(e);Object.prototype.hasOwnProperty.call(r,t)||$.defineProperty(r,t);let o=ba(r[t]);return o!==void 0?Promise.resolve(o):new Promise(n=>{let a=$.getNotifier(r),s={handleChange:()=>{let i=ba(r[t]);i!==void 0&&(a.unsubscribe(s,t),n(i))}};a.subscribe(s,t)})}var ka={mode:"open"},Sa={},xa=new Set,Tr=new WeakMap,Ar=new WeakMap,Ke=new WeakMap,Ba=new WeakMap,uc=new WeakMap;function pc(t){return de(t)}function hc(t){return typeof t?.then=="function"}function wa(t,e){if(Ar.delete(t),t.template===void 0&&e!==void 0&&(t.template=e),t.template!==void 0)return Ke.delete(t),Tr.delete(t),t.template}function Vo(t,e=t.registry,r){if(!r?.length)return;let o=t,n=Ba.get(o);if(!n?.has(e)){n===void 0&&(n=new WeakSet,Ba.set(o,n)),n.add(e);for(let a of r)a(t)}}function Fr(t){var e;return(e=uc.get(t))!==null&&e!==void 0?e:null}function Uo(t){if(t.template!==void 0)return Ke.delete(t),t.template;let e=Ar.get(t);if(e)return e;let r=Tr.get(t);if(!r)return;Ke.delete(t);let o;try{o=r(t)}catch(n){throw Ke.set(t,n),n}if(hc(o)){let n=Promise.resolve(o).then(a=>wa(t,a)).catch(a=>{throw Ar.delete(t),Ke.set(t,a),a});return Ar.set(t,n),n}return wa(t,o)}function gc(t,e){let r=t;if(e===void 0){Ke.delete(r);return}Ke.set(r,e)}var ie=class t{get isDefined(){return this.platformDefined}constructor(e,r=e.definition){var o;this.platformDefined=!1,q(r)&&(r={name:r}),this.type=e,this.name=r.name,this.registry=(o=r.registry)!==null&&o!==void 0?o:customElements,pc(r.template)?Tr.set(this,r.template):this.template=r.template;let n=e.prototype,a=_t.collect(e,r.attributes),s=new Array(a.length),i={},l={};for(let p=0,d=a.length;p<d;++p){let h=a[p];s[p]=h.attribute,i[h.name]=h,l[h.attribute]=h,$.defineProperty(n,h)}Reflect.defineProperty(e,"observedAttributes",{value:s,enumerable:!0}),this.attributes=a,this.propertyLookup=i,this.attributeLookup=l,this.shadowOptions=r.shadowOptions===void 0?ka:r.shadowOptions===null?void 0:Object.assign(Object.assign({},ka),r.shadowOptions),this.elementOptions=r.elementOptions===void 0?Sa:Object.assign(Object.assign({},Sa),r.elementOptions),this.styles=K.normalize(r.styles),this.schema=r.schema,mt.register(this)}define(e=this.registry,r){let o=this.type;if(!e.get(this.name)){if(Vo(this,e,r),this.template===void 0&&Tr.has(this))return Promise.resolve().then(()=>Uo(this)).then(n=>{n!==void 0&&!e.get(this.name)&&(this.platformDefined=!0,e.define(this.name,o,this.elementOptions))}).catch(n=>{gc(this,n),$.notify(this,"template")}),this;this.platformDefined=!0,e.define(this.name,o,this.elementOptions)}return this}static compose(e,r){let o=xa.has(e)||mt.getByType(e)?new t(class extends e{},r):new t(e,r);return Promise.resolve(o)}static registerBaseType(e){xa.add(e)}};ie.getByType=mt.getByType;ie.getForInstance=mt.getForInstance;$.defineProperty(ie.prototype,"template");var mc={bubbles:!0,composed:!0,cancelable:!0},jo="isConnected",Na=new WeakMap,Wo=Symbol("fast-late-attribute-observer");function Cr(t){var e,r;return(r=(e=t.shadowRoot)!==null&&e!==void 0?e:Na.get(t))!==null&&r!==void 0?r:null}var Pa,Y;(function(t){t[t.connecting=0]="connecting",t[t.connected=1]="connected",t[t.disconnecting=2]="disconnecting",t[t.disconnected=3]="disconnected"})(Y||(Y={}));var Ee=class t{get isConnected(){return $.track(this,jo),this.stage===Y.connected}get context(){var e,r;return(r=(e=this.view)===null||e===void 0?void 0:e.context)!==null&&r!==void 0?r:we.default}get isBound(){var e,r;return(r=(e=this.view)===null||e===void 0?void 0:e.isBound)!==null&&r!==void 0?r:!1}get sourceLifetime(){var e;return(e=this.view)===null||e===void 0?void 0:e.sourceLifetime}get template(){var e;if(this._template===null){let r=this.definition;this.source.resolveTemplate?this._template=this.source.resolveTemplate():r.template&&(this._template=(e=r.template)!==null&&e!==void 0?e:null)}return this._template}set template(e){this._template!==e&&(this._template=e,this.needsInitialization||this.renderTemplate(e))}get shadowOptions(){return this._shadowRootOptions}set shadowOptions(e){if(this._shadowRootOptions===void 0&&e!==void 0){this._shadowRootOptions=e;let r=this.source.shadowRoot;r?this.hasExistingShadowRoot=!0:(r=this.source.attachShadow(e),e.mode==="closed"&&Na.set(this.source,r))}}get mainStyles(){var e;if(this._mainStyles===null){let r=this.definition;this.source.resolveStyles?this._mainStyles=this.source.resolveStyles():r.styles&&(this._mainStyles=(e=r.styles)!==null&&e!==void 0?e:null)}return this._mainStyles}set mainStyles(e){this._mainStyles!==e&&(this._mainStyles!==null&&this.removeStyles(this._mainStyles),this._mainStyles=e,this.needsInitialization||this.addStyles(e))}constructor(e,r){this.boundObservables=null,this.needsInitialization=!0,this.hasExistingShadowRoot=!1,this.isPrerendered=new Promise(a=>{this._resolvePrerendered=a}),this.isHydrated=new Promise(a=>{this._resolveHydrated=a}),this._template=null,this.stage=Y.disconnected,this.guardBehaviorConnection=!1,this.behaviors=null,this.behaviorsConnected=!1,this._mainStyles=null,this.$fastController=this,this.view=null,this._notifier=new pt(e),this.source=e,this.definition=r,this.shadowOptions=r.shadowOptions;let o=Reflect.getPrototypeOf(e),n=o===null?[]:$.getAccessors(o);if(n.length>0){let a=this.boundObservables=Object.create(null);for(let s=0,i=n.length;s<i;++s){let l=n[s].name,p=e[l];p!==void 0&&(delete e[l],a[l]=p)}Object.keys(a).length===0&&(this.boundObservables=null)}this.captureBoundObservables()}get subject(){return this._notifier.subject}notify(e){this._notifier.notify(e)}subscribe(e,r){this._notifier.subscribe(e,r)}unsubscribe(e,r){this._notifier.unsubscribe(e,r)}onUnbind(e){var r;(r=this.view)===null||r===void 0||r.onUnbind(e)}addBehavior(e){var r,o;let n=(r=this.behaviors)!==null&&r!==void 0?r:this.behaviors=new Map,a=(o=n.get(e))!==null&&o!==void 0?o:0;a===0?(n.set(e,1),e.addedCallback&&e.addedCallback(this),e.connectedCallback&&!this.guardBehaviorConnection&&(this.stage===Y.connected||this.stage===Y.connecting)&&e.connectedCallback(this)):n.set(e,a+1)}removeBehavior(e,r=!1){let o=this.behaviors;if(o===null)return;let n=o.get(e);n!==void 0&&(n===1||r?(o.delete(e),e.disconnectedCallback&&this.stage!==Y.disconnected&&e.disconnectedCallback(this),e.removedCallback&&e.removedCallback(this)):o.set(e,n-1))}addStyles(e){var r;if(!e)return;let o=this.source;e instanceof HTMLElement?((r=Cr(o))!==null&&r!==void 0?r:this.source).append(e):e.isAttachedTo(o)||e.addStylesTo(o)}removeStyles(e){var r;if(!e)return;let o=this.source;e instanceof HTMLElement?((r=Cr(o))!==null&&r!==void 0?r:o).removeChild(e):e.isAttachedTo(o)&&e.removeStylesFrom(o)}connect(){this.stage===Y.disconnected&&(this.stage=Y.connecting,this.captureBoundObservables(),this.syncLateAttributes(),this.observeLateAttributes(),this.bindObservables(),this.connectBehaviors(),this.needsInitialization?(this.renderTemplate(this.template),this.addStyles(this.mainStyles),this.needsInitialization=!1):this.view!==null&&this.view.bind(this.source),this.stage=Y.connected,$.notify(this,jo))}bindObservables(){if(this.boundObservables!==null){let e=this.source,r=this.boundObservables,o=Object.keys(r);for(let n=0,a=o.length;n<a;++n){let s=o[n];e[s]=r[s]}this.boundObservables=null}}captureBoundObservables(){let e=this.source,r=Object.getOwnPropertyNames(e),o=a=>{let s=Reflect.getPrototypeOf(e);for(;s!==null;){let i=Reflect.getOwnPropertyDescriptor(s,a);if(i?.get||i?.set)return!0;s=Reflect.getPrototypeOf(s)}return!1},n=this.boundObservables;for(let a=0,s=r.length;a<s;++a){let l=r[a];if(!o(l))continue;let p=e[l];if(p===void 0){delete e[l];continue}delete e[l],(n??(n=this.boundObservables=Object.create(null)))[l]=p}}syncLateAttributes(){let e=Fr(this.definition);if(e!==null)for(let r of Object.keys(e))this.source.hasAttribute(r)&&this.onAttributeChangedCallback(r,null,this.source.getAttribute(r))}observeLateAttributes(){let e=Fr(this.definition);if(e===null)return;let r=this.source;r[Wo]===void 0&&(r[Wo]=new MutationObserver(o=>{let n=r.$fastController,a=Fr(n.definition);if(a!==null)for(let s=0,i=o.length;s<i;++s){let l=o[s].attributeName;l===null||a[l]===void 0||n.onAttributeChangedCallback(l,null,r.getAttribute(l))}}),r[Wo].observe(r,{attributes:!0,attributeFilter:Object.keys(e)}))}connectBehaviors(){if(this.behaviorsConnected===!1){let e=this.behaviors;if(e!==null){this.guardBehaviorConnection=!0;for(let r of e.keys())r.connectedCallback&&r.connectedCallback(this);this.guardBehaviorConnection=!1}this.behaviorsConnected=!0}}disconnectBehaviors(){if(this.behaviorsConnected===!0){let e=this.behaviors;if(e!==null)for(let r of e.keys())r.disconnectedCallback&&r.disconnectedCallback(this);this.behaviorsConnected=!1}}disconnect(){this.stage===Y.connected&&(this.stage=Y.disconnecting,$.notify(this,jo),this.view!==null&&this.view.unbind(),this.disconnectBehaviors(),this.stage=Y.disconnected)}onAttributeChangedCallback(e,r,o){let n=this.definition.attributeLookup[e];n!==void 0&&n.onAttributeChangedCallback(this.source,o)}emit(e,r,o){return this.stage===Y.connected?this.source.dispatchEvent(new CustomEvent(e,Object.assign(Object.assign({detail:r},mc),o))):!1}renderTemplate(e){var r;let o=this.source,n=(r=Cr(o))!==null&&r!==void 0?r:o;if(this.view!==null)this.view.dispose(),this.view=null;else if((!this.needsInitialization||this.hasExistingShadowRoot)&&(!this.hasExistingShadowRoot||!this.needsInitialization))for(let a=n.firstChild;a!==null;a=n.firstChild)n.removeChild(a);if(e){let a=this.hasExistingShadowRoot&&this.needsInitialization,s=!1;a&&t.hydrationHook&&(s=t.hydrationHook(this,e,o,n)),s||this.renderClientSide(e,o,n),this._resolvePrerendered(a),this._resolveHydrated(s)}else this.needsInitialization&&(this._resolvePrerendered(!1),this._resolveHydrated(!1))}renderClientSide(e,r,o){if(this.hasExistingShadowRoot){for(let n=o.firstChild;n!==null;n=o.firstChild)o.removeChild(n);this.hasExistingShadowRoot=!1}this.view=e.render(r,o,r),this.view.sourceLifetime=Me.coupled}static forCustomElement(e,r=!1){let o=e.$fastController;if(o!==void 0&&!r)return o;let n=ie.getForInstance(e);if(n===void 0)throw R.error(A.missingElementDefinition);return $.getNotifier(n).subscribe({handleChange:()=>{t.forCustomElement(e,!0),e.$fastController.connect()}},"template"),$.getNotifier(n).subscribe({handleChange:()=>{t.forCustomElement(e,!0),e.$fastController.connect()}},"shadowOptions"),e.$fastController=new Pa(e,n)}static setStrategy(e){Pa=e}static installHydrationHook(e){t.hydrationHook=e}};Ee.hydrationHook=null;X(Ee);Ee.setStrategy(Ee);function Rr(t){var e;return"adoptedStyleSheets"in t?t:(e=Cr(t))!==null&&e!==void 0?e:t.getRootNode()}var Ir=class t{constructor(e){let r=t.styleSheetCache;this.sheets=e.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=r.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),r.set(o,n)),n})}addStylesTo(e){Aa(Rr(e),this.sheets)}removeStylesFrom(e){Ta(Rr(e),this.sheets)}};Ir.styleSheetCache=new Map;var fc=0,vc=()=>`fast-${++fc}`;function $a(t){return t===document?document.body:t}var Go=class{constructor(e){this.styles=e,this.styleClass=vc()}addStylesTo(e){e=$a(Rr(e));let r=this.styles,o=this.styleClass;for(let n=0;n<r.length;n++){let a=document.createElement("style");a.innerHTML=r[n],a.className=o,e.append(a)}}removeStylesFrom(e){e=$a(Rr(e));let r=e.querySelectorAll(`.${this.styleClass}`);for(let o=0,n=r.length;o<n;++o)e.removeChild(r[o])}},Aa=(t,e)=>{t.adoptedStyleSheets=[...t.adoptedStyleSheets,...e]},Ta=(t,e)=>{t.adoptedStyleSheets=t.adoptedStyleSheets.filter(r=>e.indexOf(r)===-1)};if(K.supportsAdoptedStyleSheets){try{document.adoptedStyleSheets.push(),document.adoptedStyleSheets.splice(),Aa=(t,e)=>{t.adoptedStyleSheets.push(...e)},Ta=(t,e)=>{for(let r of e){let o=t.adoptedStyleSheets.indexOf(r);o!==-1&&t.adoptedStyleSheets.splice(o,1)}}}catch{}K.setDefaultStrategy(Ir)}else K.setDefaultStrategy(Go);function Fa(t){let e=class extends t{constructor(){super(),Ee.forCustomElement(this)}$emit(r,o,n){return this.$fastController.emit(r,o,n)}connectedCallback(){this.$fastController.connect()}disconnectedCallback(){this.$fastController.disconnect()}attributeChangedCallback(r,o,n){this.$fastController.onAttributeChangedCallback(r,o,n)}};return ie.registerBaseType(e),e}function bc(t){return typeof t?.then=="function"}function yc(t,e,r){return Array.isArray(e)&&(r=e,e=void 0),(de(t)?ie.compose(t,e):ie.compose(this,t)).then(n=>{Vo(n,n.registry,r);let a=Uo(n);return bc(a)?a.then(()=>n.define().type):n.define().type})}function kc(t){return Fa(t)}var $e=Object.assign(Fa(HTMLElement),{from:kc,define:yc});var qo=dt(),Xo=Object.freeze({getForInstance:qo.getForInstance,getByType:qo.getByType,define(t){return qo.register({type:t}),t}});function Ca(t,e){let r=[],o="";for(let n=0,a=t.length-1;n<a;++n){o+=t[n];let s=e[n];Xo.getForInstance(s)!==void 0&&(s=s.createCSS()),s instanceof K||s instanceof CSSStyleSheet?(o.trim()!==""&&(r.push(o),o=""),r.push(s)):o+=s}return o+=t[t.length-1],o.trim()!==""&&r.push(o),r}var ee=((t,...e)=>new K(Ca(t,e))),Lr=class{constructor(e){this.value=e.length===0?"":e.length===1?e[0]:new K(e)}createCSS(){return this.value}};Xo.define(Lr);ee.partial=(t,...e)=>new Lr(Ca(t,e));var Ko=`fast-${Math.random().toString(36).substring(2,8)}`,Dr=`${Ko}{`,Ot=`}${Ko}`,Sc=Ot.length,xc=0,zt=()=>`${Ko}-${++xc}`,Hr=Object.freeze({interpolation:t=>`${Dr}${t}${Ot}`,attribute:t=>`${zt()}="${Dr}${t}${Ot}"`,comment:t=>`<!--${Dr}${t}${Ot}-->`}),Vt=Object.freeze({parse(t,e){let r=t.split(Dr);if(r.length===1)return null;let o=[];for(let n=0,a=r.length;n<a;++n){let s=r[n],i=s.indexOf(Ot),l;if(i===-1)l=s;else{let p=s.substring(0,i);o.push(e[p]),l=s.substring(i+Sc)}l!==""&&o.push(l)}return o}});var Yo=dt(),j=Object.freeze({getForInstance:Yo.getForInstance,getByType:Yo.getByType,define(t,e){return e=e||{},e.type=t,Yo.register(e),t},assignAspect(t,e){if(!e){t.aspectType=I.content;return}switch(t.sourceAspect=e,e[0]){case":":t.targetAspect=e.substring(1),t.aspectType=t.targetAspect==="classList"?I.tokenList:I.property;break;case"?":t.targetAspect=e.substring(1),t.aspectType=I.booleanAttribute;break;case"@":t.targetAspect=e.substring(1),t.aspectType=I.event;break;default:t.targetAspect=e,t.aspectType=I.attribute;break}}});var Ye=class{constructor(e){this.options=e}createHTML(e){return Hr.attribute(e(this))}createBehavior(){return this}};X(Ye);var Mr=class extends Ye{get id(){return this._id}set id(e){this._id=e,this._controllerProperty=`${e}-c`}bind(e){let r=e.targets[this.targetNodeId];r[this._controllerProperty]=e,this.updateTarget(e.source,this.computeNodes(r)),this.observe(r),e.onUnbind(this)}unbind(e){let r=e.targets[this.targetNodeId];this.updateTarget(e.source,da),this.disconnect(r),r[this._controllerProperty]=null}getSource(e){return e[this._controllerProperty].source}updateTarget(e,r){e[this.options.property]=r}computeNodes(e){let r=this.getNodes(e);return"filter"in this.options&&(r=r.filter(this.options.filter)),r}};var Ra=/fe-b\$\$start\$\$(\d+)\$\$(.+)\$\$fe-b/,Bc=/fe-b\$\$end\$\$(\d+)\$\$(.+)\$\$fe-b/,wc=/fe-repeat\$\$start\$\$(\d+)\$\$fe-repeat/,Pc=/fe-repeat\$\$end\$\$(\d+)\$\$fe-repeat/,$c=/^(?:.{0,1000})fe-eb\$\$start\$\$(.+?)\$\$fe-eb/,Nc=/fe-eb\$\$end\$\$(.{0,1000})\$\$fe-eb(?:.{0,1000})$/;function Ia(t){return t&&t.nodeType===Node.COMMENT_NODE}var ne=Object.freeze({attributeMarkerName:"data-fe",legacyAttributeMarkerName:"data-fe-b",legacyCompactAttributeMarkerName:"data-fe-c",contentBindingStartMarker(){return"fe:b"},contentBindingEndMarker(){return"fe:/b"},repeatStartMarker(){return"fe:r"},repeatEndMarker(){return"fe:/r"},elementBoundaryStartMarker(){return"fe:e"},elementBoundaryEndMarker(){return"fe:/e"},isContentBindingStartMarker(t){return t==="fe:b"||Ra.test(t)},isContentBindingEndMarker(t){return t==="fe:/b"||Bc.test(t)},isRepeatViewStartMarker(t){return t==="fe:r"||wc.test(t)},isRepeatViewEndMarker(t){return t==="fe:/r"||Pc.test(t)},isElementBoundaryStartMarker(t){return Ia(t)&&(t.data==="fe:e"||$c.test(t.data))},isElementBoundaryEndMarker(t){return Ia(t)&&(t.data==="fe:/e"||Nc.test(t.data))},parseAttributeBindingCount(t){let e=t.getAttribute(this.attributeMarkerName);if(e===null)return null;let r=e.trim();if(!/^\d+$/.test(r))throw R.error(A.invalidHydrationAttributeMarker,{value:e});let o=parseInt(r,10);if(o<1)throw R.error(A.invalidHydrationAttributeMarker,{value:e});return o},parseLegacyAttributeBindingIndices(t){let e=[],r=t.getAttribute(this.legacyAttributeMarkerName);if(r!==null)for(let a of r.trim().split(/\s+/)){if(a==="")continue;let s=Number(a);if(!Number.isInteger(s)||s<0)throw R.error(A.invalidHydrationAttributeMarker,{value:r});e.push(s)}let o=`${this.legacyAttributeMarkerName}-`,n=`${this.legacyCompactAttributeMarkerName}-`;for(let a of t.getAttributeNames())if(a.startsWith(o)){let s=Number(a.slice(o.length));if(!Number.isInteger(s)||s<0)throw R.error(A.invalidHydrationAttributeMarker,{value:a});e.push(s)}else if(a.startsWith(n)){let[s,i]=a.slice(n.length).split("-").map(l=>Number(l));if(!Number.isInteger(s)||!Number.isInteger(i)||s<0||i<1)throw R.error(A.invalidHydrationAttributeMarker,{value:a});for(let l=0;l<i;l++)e.push(s+l)}return e.length===0?null:e},removeLegacyAttributeBindingMarkers(t){t.removeAttribute(this.legacyAttributeMarkerName);for(let e of t.getAttributeNames())(e.startsWith(`${this.legacyAttributeMarkerName}-`)||e.startsWith(`${this.legacyCompactAttributeMarkerName}-`))&&t.removeAttribute(e)},parseLegacyContentBindingStartIndex(t){return Ac(Ra,t)}});function Ac(t,e){let r=t.exec(e);return r===null?null:Number(r[1])}var Ut=Symbol.for("fe-hydration");function Er(t){return t[Ut]===Ut}var La="unknown";function Da(t,e){let r=e?`: ${e}`:"";return`Hydration mismatch in <${t}>${r}. Install hydrationDebugger() from "@microsoft/fast-element/hydration.js" and pass it as enableHydration({ debugger: hydrationDebugger() }) for an "Expected / Received" report including the SSR HTML snippet.`}var Ha="content following `<!--fe:b-->` content binding marker",Ma="matching `<!--fe:/b-->` content binding close marker",Ea="matching `<!--fe:/e-->` element boundary close marker";function Jo(t){return`no more attribute bindings (template defines ${t})`}function _a(t){return`no more content bindings (template defines ${t})`}function Oa(t,e){let r=(t??La).toLowerCase();return Da(r,e)}var Tc={formatBindingMismatch(t,e,r,o){return{message:Oa(o,void 0)}},formatStructuralError(t,e,r){return{message:Oa(e,r)}}},Fc=Tc;function Ne(){return Fc}function Ae(t){var e;return t?(e=t.getRootNode().host)===null||e===void 0?void 0:e.nodeName:void 0}var pe=class extends Error{constructor(e,r,o,n,a){super(e),this.factories=r,this.node=o,this.expected=n,this.received=a}};function Qo(t){return t.nodeType===Node.COMMENT_NODE}function za(t){return t.nodeType===Node.TEXT_NODE}function Zo(t,e){let r=document.createRange();return r.setStart(t,0),r.setEnd(e,Qo(e)||za(e)?e.data.length:e.childNodes.length),r}function Va(t,e,r){let o=Zo(t,e),n=o.commonAncestorContainer,a=document.createTreeWalker(n,NodeFilter.SHOW_ELEMENT+NodeFilter.SHOW_COMMENT+NodeFilter.SHOW_TEXT,{acceptNode(h){return o.comparePoint(h,0)===0?NodeFilter.FILTER_ACCEPT:NodeFilter.FILTER_REJECT}}),s={},i={},l=Ic(r),p=l,d=a.currentNode=t;for(;d!==null;){switch(d.nodeType){case Node.ELEMENT_NODE:{let h=d,v=ne.parseLegacyAttributeBindingIndices(h);if(v!==null){for(let P of v){let U=P+l,De=r[U];if(!De){let Mt=Jo(r.length),Lo=Ne().formatStructuralError(d,Ae(d),Mt);throw new pe(Lo.message,r,h,Lo.expected,Lo.received)}ft(De,d,s),p=Math.max(p,U+1)}ne.removeLegacyAttributeBindingMarkers(h);break}let b=ne.parseAttributeBindingCount(h);if(b!==null){for(let P=0;P<b;P++){let U=r[p++];if(!U){let De=Jo(r.length),Mt=Ne().formatStructuralError(d,Ae(d),De);throw new pe(Mt.message,r,d,Mt.expected,Mt.received)}ft(U,d,s)}h.removeAttribute(ne.attributeMarkerName)}break}case Node.COMMENT_NODE:{let h=d.data;if(ne.isElementBoundaryStartMarker(d))d.data="",Rc(a,r,d);else if(ne.isContentBindingStartMarker(h)){let v=ne.parseLegacyContentBindingStartIndex(h),b=v===null?p++:v+l,P=r[b];if(p=Math.max(p,b+1),!P){let U=_a(r.length),De=Ne().formatStructuralError(d,Ae(d),U);throw new pe(De.message,r,d,De.expected,De.received)}Cc(d,a,P,r,s,i)}break}}d=a.nextNode()}return o.detach(),{targets:s,boundaries:i}}function Cc(t,e,r,o,n,a){let s=[],i=e.nextSibling();if(t.data="",i===null){let d=Ha,h=Ne().formatStructuralError(t,Ae(t),d);throw new pe(h.message,o,t,h.expected,h.received)}let l=i,p=0;for(;i!==null;){if(Qo(i)){if(ne.isContentBindingStartMarker(i.data))p++;else if(ne.isContentBindingEndMarker(i.data)){if(p===0)break;p--}}s.push(i),i=e.nextSibling()}if(i===null){let d=Ma,h=Ne().formatStructuralError(t,Ae(t),d);throw new pe(h.message,o,t,h.expected,h.received)}if(i.data="",s.length===1&&za(s[0]))ft(r,s[0],n);else{i!==l&&i.previousSibling!==null&&(a[r.targetNodeId]={first:l,last:i.previousSibling});let d=i.parentNode.insertBefore(document.createTextNode(""),i);ft(r,d,n)}}function Rc(t,e,r){let o=0,n=t.nextSibling();for(;n!==null;){if(Qo(n)){if(ne.isElementBoundaryStartMarker(n))n.data="",o++;else if(ne.isElementBoundaryEndMarker(n)){if(o===0){n.data="";return}n.data="",o--}}n=t.nextSibling()}let a=Ea,s=Ne().formatStructuralError(r,Ae(r),a);throw new pe(s.message,e,r,s.expected,s.received)}function Ic(t){let e=0;for(let r=0,o=t.length;r<o&&t[r].targetNodeId==="h";++r)e++;return e}function ft(t,e,r){if(t.targetNodeId===void 0)throw new Error("Factory could not be target to the node");r[t.targetNodeId]=e}function vt(t,e){let r=t.parentNode,o=t,n;for(;o!==e;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${e.getRootNode().host.nodeName}".`);r.removeChild(o),o=n}r.removeChild(e)}var jt=class{constructor(){this.index=0,this.length=0}get event(){return we.getEvent()}get isEven(){return this.index%2===0}get isOdd(){return this.index%2!==0}get isFirst(){return this.index===0}get isInMiddle(){return!this.isFirst&&!this.isLast}get isLast(){return this.index===this.length-1}eventDetail(){return this.event.detail}eventTarget(){return this.event.target}},Je=class extends jt{constructor(e,r,o){super(),this.fragment=e,this.factories=r,this.targets=o,this.behaviors=null,this.unbindables=[],this.source=null,this.isBound=!1,this.sourceLifetime=Me.unknown,this._skipAttrUpdates=!1,this.isPrerendered=Promise.resolve(!1),this.isHydrated=Promise.resolve(!1),this.context=this,this.firstChild=e.firstChild,this.lastChild=e.lastChild}appendTo(e){e.appendChild(this.fragment)}insertBefore(e){if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let r=this.lastChild;if(e.previousSibling===r)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==r;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(r,e)}}remove(){let e=this.fragment,r=this.lastChild,o=this.firstChild,n;for(;o!==r;)n=o.nextSibling,e.appendChild(o),o=n;e.appendChild(r)}dispose(){vt(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}bind(e,r=this){if(this.source===e&&this.context===r)return;let o=this.behaviors;if(o===null){this.source=e,this.context=r,this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let i=n[a].createBehavior();i.bind(this),o[a]=i}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=r;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}evaluateUnbindables(){let e=this.unbindables;for(let r=0,o=e.length;r<o;++r)e[r].unbind(this);e.length=0}static disposeContiguousBatch(e){if(e.length!==0){vt(e[0].firstChild,e[e.length-1].lastChild);for(let r=0,o=e.length;r<o;++r)e[r].unbind()}}};X(Je);$.defineProperty(Je.prototype,"index");$.defineProperty(Je.prototype,"length");var Ua,Qe={unhydrated:"unhydrated",hydrating:"hydrating",hydrated:"hydrated"},en=class extends Error{constructor(e,r,o,n,a,s){super(e),this.factory=r,this.fragment=o,this.templateString=n,this.expected=a,this.received=s}},tn=class extends jt{get hydrationStage(){return this._hydrationStage}get targets(){return this._targets}get bindingViewBoundaries(){return this._bindingViewBoundaries}constructor(e,r,o,n){super(),this.firstChild=e,this.lastChild=r,this.sourceTemplate=o,this.hostBindingTarget=n,this[Ua]=Ut,this.context=this,this.source=null,this.isBound=!1,this.sourceLifetime=Me.unknown,this.unbindables=[],this.fragment=null,this.behaviors=null,this._hydrationStage=Qe.unhydrated,this._bindingViewBoundaries={},this._targets={},this.factories=o.compile().factories}insertBefore(e){if(this.fragment!==null)if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let r=this.lastChild;if(e.previousSibling===r)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==r;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(r,e)}}appendTo(e){this.fragment!==null&&e.appendChild(this.fragment)}remove(){let e=this.fragment||(this.fragment=document.createDocumentFragment()),r=this.lastChild,o=this.firstChild,n;for(;o!==r;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${r.getRootNode().host.nodeName}".`);e.appendChild(o),o=n}e.appendChild(r)}bind(e,r=this){if(this.source===e&&this.context===r)return;this.hydrationStage!==Qe.hydrated&&(this._hydrationStage=Qe.hydrating);let o=this.behaviors;if(o===null){this.source=e,this.context=r;try{let{targets:a,boundaries:s}=Va(this.firstChild,this.lastChild,this.factories);this._targets=a,this._bindingViewBoundaries=s}catch(a){if(a instanceof pe){let s=this.sourceTemplate.html;typeof s!="string"&&(s=s.innerHTML),a.templateString=s}throw a}this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let i=n[a];if(i.targetNodeId==="h"&&this.hostBindingTarget&&ft(i,this.hostBindingTarget,this._targets),i.targetNodeId in this.targets){let l=i.createBehavior();l.bind(this),o[a]=l}else{let l=this.sourceTemplate.html;typeof l!="string"&&(l=l.innerHTML);let p=Zo(this.firstChild,this.lastChild).cloneContents(),d=Ne().formatBindingMismatch(i,this.firstChild,this.lastChild,Ae(this.firstChild));throw new en(d.message,i,p,l,d.expected,d.received)}}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=r;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0,this._hydrationStage=Qe.hydrated}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}dispose(){vt(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}evaluateUnbindables(){let e=this.unbindables;for(let r=0,o=e.length;r<o;++r)e[r].unbind(this);e.length=0}};Ua=Ut;X(tn);function Lc(t){return t.create!==void 0}function Dc(t,e,r,o){if(r==null&&(r=""),Lc(r)){t.textContent="";let n=t.$fastView;if(n===void 0)if(Er(o)&&Er(r)&&o.bindingViewBoundaries[this.targetNodeId]!==void 0&&o.hydrationStage!==Qe.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];n=r.hydrate(a.first,a.last)}else n=r.create();else t.$fastTemplate!==r&&(n.isComposed&&(n.remove(),n.unbind()),n=r.create());n.isComposed?n.needsBindOnly&&(n.needsBindOnly=!1,n.bind(o.source,o.context)):(n.isComposed=!0,n.bind(o.source,o.context),n.insertBefore(t),t.$fastView=n,t.$fastTemplate=r)}else{let n=t.$fastView;if(n!==void 0&&n.isComposed&&(n.isComposed=!1,n.remove(),n.needsBindOnly?n.needsBindOnly=!1:n.unbind()),n===void 0&&Er(o)&&o.hydrationStage!==Qe.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];a!==void 0&&(vt(a.first,a.last),delete o.bindingViewBoundaries[this.targetNodeId])}t.textContent=r}}function Hc(t,e,r){var o;let n=`${this.id}-t`,a=(o=t[n])!==null&&o!==void 0?o:t[n]={v:0,cv:Object.create(null)},s=a.cv,i=a.v,l=t[e];if(r!=null&&r.length){let p=r.split(/\s+/);for(let d=0,h=p.length;d<h;++d){let v=p[d];v!==""&&(s[v]=i,l.add(v))}}if(a.v=i+1,i!==0){i-=1;for(let p in s)s[p]===i&&l.remove(p)}}var Mc={[I.attribute]:Pe.setAttribute,[I.booleanAttribute]:Pe.setBooleanAttribute,[I.property]:(t,e,r)=>t[e]=r,[I.content]:Dc,[I.tokenList]:Hc,[I.event]:()=>{}},he=class{constructor(e){this.updateTarget=null,this.aspectType=I.content,this.dataBinding=e}createHTML(e){return Hr.interpolation(e(this))}createBehavior(){var e;if(this.updateTarget===null){let r=Mc[this.aspectType],o=(e=this.dataBinding.policy)!==null&&e!==void 0?e:this.policy;if(!r)throw R.error(A.unsupportedBindingBehavior);this.data=`${this.id}-d`,this.updateTarget=o.protect(this.targetTagName,this.aspectType,this.targetAspect,r)}return this}bind(e){var r;let o=e.targets[this.targetNodeId];switch(this.aspectType){case I.event:o[this.data]=e,o.addEventListener(this.targetAspect,this,this.dataBinding.options);break;case I.content:e.onUnbind(this);default:{let n=(r=o[this.data])!==null&&r!==void 0?r:o[this.data]=this.dataBinding.createObserver(this,this);n.target=o,n.controller=e;let a=n.bind(e);if(e._skipAttrUpdates&&(this.aspectType===I.attribute||this.aspectType===I.booleanAttribute))break;this.updateTarget(o,this.targetAspect,a,e);break}}}unbind(e){let o=e.targets[this.targetNodeId].$fastView;o!==void 0&&o.isComposed&&(o.unbind(),o.needsBindOnly=!0)}handleEvent(e){let r=e.currentTarget[this.data];if(r.isBound){we.setEvent(e);let o=this.dataBinding.evaluate(r.source,r.context);we.setEvent(null),o!==!0&&e.preventDefault()}}handleChange(e,r){let o=r.controller;if(!o.isBound)return;let n=r.target;this.updateTarget(n,this.targetAspect,r.bind(o),o)}};j.define(he,{aspected:!0});var qa=(t,e)=>`${t}.${e}`,ja={},ge={index:0,node:null};function Wa(t){t.startsWith("fast-")||R.warn(A.hostBindingWithoutHost,{name:t})}var Ec=new Proxy(document.createElement("div"),{get(t,e){Wa(e);let r=Reflect.get(t,e);return de(r)?r.bind(t):r},set(t,e,r){return Wa(e),Reflect.set(t,e,r)}}),rn=class{constructor(e,r,o){this.fragment=e,this.directives=r,this.policy=o,this.proto=null,this.nodeIds=new Set,this.descriptors={},this.factories=[]}addFactory(e,r,o,n,a){var s,i;this.nodeIds.has(o)||(this.nodeIds.add(o),this.addTargetDescriptor(r,o,n)),e.id=(s=e.id)!==null&&s!==void 0?s:zt(),e.targetNodeId=o,e.targetTagName=a,e.policy=(i=e.policy)!==null&&i!==void 0?i:this.policy,this.factories.push(e)}freeze(){return this.proto=Object.create(null,this.descriptors),this}addTargetDescriptor(e,r,o){let n=this.descriptors;if(r==="r"||r==="h"||n[r])return;if(!n[e]){let s=e.lastIndexOf("."),i=e.substring(0,s),l=parseInt(e.substring(s+1),10);this.addTargetDescriptor(i,e,l)}let a=ja[r];if(!a){let s=`_${r}`;ja[r]=a={get(){var i;return(i=this[s])!==null&&i!==void 0?i:this[s]=this[e].childNodes[o]}}}n[r]=a}createView(e){let r=this.fragment.cloneNode(!0),o=Object.create(this.proto);o.r=r,o.h=e??Ec;for(let n of this.nodeIds)Reflect.get(o,n);return new Je(r,this.factories,o)}};function Xa(t,e,r,o,n,a=!1){let s=r.attributes,i=t.directives;for(let l=0,p=s.length;l<p;++l){let d=s[l],h=d.value,v=Vt.parse(h,i),b=null;v===null?a&&(b=new he(Pr(()=>h,t.policy)),j.assignAspect(b,d.name)):b=_r.aggregate(v,t.policy),b!==null&&(r.removeAttributeNode(d),l--,p--,t.addFactory(b,e,o,n,r.tagName))}}function _c(t,e,r,o,n){let a=Vt.parse(e.textContent,t.directives);if(a===null)return ge.node=e.nextSibling,ge.index=n+1,ge;let s,i=s=e;for(let l=0,p=a.length;l<p;++l){let d=a[l];l!==0&&(n++,o=qa(r,n),s=i.parentNode.insertBefore(document.createTextNode(""),i.nextSibling)),q(d)?s.textContent=d:(s.textContent=" ",j.assignAspect(d),t.addFactory(d,r,o,n,null)),i=s}return ge.index=n+1,ge.node=i.nextSibling,ge}function Ka(t,e,r){let o=0,n=e.firstChild;for(;n;){let a=Oc(t,r,n,o);n=a.node,o=a.index}}function Oc(t,e,r,o){let n=qa(e,o);switch(r.nodeType){case 1:Xa(t,e,r,n,o),Ka(t,r,n);break;case 3:return _c(t,r,e,n,o);case 8:{let a=Vt.parse(r.data,t.directives);a!==null&&t.addFactory(_r.aggregate(a),e,n,o,null);break}}return ge.index=o+1,ge.node=r.nextSibling,ge}function zc(t,e){return t&&t.nodeType===8&&Vt.parse(t.data,e)!==null}var Ga="TEMPLATE",_r={compile(t,e,r=Pe.policy){let o;if(q(t)){o=document.createElement(Ga),o.innerHTML=r.createHTML(t);let s=o.content.firstElementChild;s!==null&&s.tagName===Ga&&(o=s)}else o=t;!o.content.firstChild&&!o.content.lastChild&&o.content.appendChild(document.createComment(""));let n=document.adoptNode(o.content),a=new rn(n,e,r);return Xa(a,"",o,"h",0,!0),(zc(n.firstChild,e)||n.childNodes.length===1&&Object.keys(e).length>0)&&n.insertBefore(document.createComment(""),n.firstChild),Ka(a,n,"r"),ge.node=null,a.freeze()},setDefaultStrategy(t){this.compile=t},aggregate(t,e=Pe.policy){if(t.length===1)return t[0];let r,o=!1,n,a=t.length,s=t.map(p=>q(p)?()=>p:(r=p.sourceAspect||r,o=o||p.dataBinding.isVolatile,n=n||p.dataBinding.policy,p.dataBinding.evaluate)),i=(p,d)=>{let h="";for(let v=0;v<a;++v)h+=s[v](p,d);return h},l=new he($r(i,n??e,o));return j.assignAspect(l,r),l}};var Wt=class extends Ye{bind(e){e.source[this.options]=e.targets[this.targetNodeId]}};j.define(Wt);var Or=t=>new Wt(t);var Vc=/([ \x09\x0a\x0c\x0d])([^\0-\x1F\x7F-\x9F "'>=/]+)([ \x09\x0a\x0c\x0d]*=[ \x09\x0a\x0c\x0d]*(?:[^ \x09\x0a\x0c\x0d"'`<>=]*|"[^"]*|'[^']*))$/,Uc=Object.create(null),le=class{constructor(e,r=Uc){this.html=e,this.factories=r}createHTML(e){let r=this.factories;for(let o in r)e(r[o]);return this.html}};le.empty=new le("");j.define(le);function jc(t,e,r,o=j.getForInstance(t)){if(o.aspected){let n=Vc.exec(e);n!==null&&j.assignAspect(t,n[2])}return t.createHTML(r)}var Gt=class t{constructor(e,r={},o){this.policy=o,this.result=null,this.html=e,this.factories=r}compile(){return this.result===null&&(this.result=_r.compile(this.html,this.factories,this.policy)),this.result}inline(){return new le(q(this.html)?this.html:this.html.innerHTML,this.factories)}withPolicy(e){if(this.result)throw R.error(A.cannotSetTemplatePolicyAfterCompilation);if(this.policy)throw R.error(A.onlySetTemplatePolicyOnce);return this.policy=e,this}render(e,r,o){let n=this.create(o);return n.bind(e),n.appendTo(r),n}create(e){return this.compile().createView(e)}static create(e,r,o){let n="",a=Object.create(null),s=i=>{var l;let p=(l=i.id)!==null&&l!==void 0?l:i.id=zt();return a[p]=i,p};for(let i=0,l=e.length-1;i<l;++i){let p=e[i],d=r[i],h;if(n+=p,de(d))d=new he($r(d));else if(d instanceof He)d=new he(d);else if(!(h=j.getForInstance(d))){let v=d;d=new he(Pr(()=>v))}n+=jc(d,p,s,h)}return new t(n+e[e.length-1],a,o)}};X(Gt);var te=((t,...e)=>{if(Array.isArray(t)&&Array.isArray(t.raw))return Gt.create(t,e);throw R.error(A.directCallToHTMLTagNotAllowed)});te.partial=t=>new le(t);var Ya="slotchange",qt=class extends Mr{observe(e){e.addEventListener(Ya,this)}disconnect(e){e.removeEventListener(Ya,this)}getNodes(e){return e.assignedNodes(this.options)}handleEvent(e){let r=e.currentTarget;this.updateTarget(this.getSource(r),this.computeNodes(r))}};j.define(qt);function Xt(t){return q(t)&&(t={property:t}),new qt(t)}var Wc=":host([hidden]){display:none}";function _e(t){return`${Wc}:host{display:${t}}`}var bt="var(--colorNeutralForeground1)",zr="var(--colorNeutralForeground1Hover)",Ja="var(--colorNeutralForeground1Pressed)";var Ze="var(--colorNeutralForeground2)",Qa="var(--colorNeutralForeground2Hover)",Za="var(--colorNeutralForeground2Pressed)";var on="var(--colorNeutralForeground2BrandHover)",nn="var(--colorNeutralForeground2BrandPressed)";var re="var(--colorNeutralForegroundDisabled)";var es="var(--colorCompoundBrandForeground1Hover)";var Vr="var(--colorNeutralForegroundOnBrand)";var ts="var(--colorNeutralBackground1)",rs="var(--colorNeutralBackground1Hover)",os="var(--colorNeutralBackground1Pressed)";var ns="var(--colorSubtleBackground)",Ur="var(--colorSubtleBackgroundHover)",Kt="var(--colorSubtleBackgroundPressed)";var yt="var(--colorTransparentBackground)",an="var(--colorTransparentBackgroundHover)",sn="var(--colorTransparentBackgroundPressed)";var as="var(--colorNeutralBackgroundDisabled)";var ss="var(--colorBrandBackground)",is="var(--colorBrandBackgroundHover)",ls="var(--colorBrandBackgroundPressed)";var cs="var(--colorNeutralStroke1)",Yt="var(--colorNeutralStroke1Hover)",ds="var(--colorNeutralStroke1Pressed)";var us="var(--colorNeutralStrokeOnBrand2)";var ps="var(--colorBrandStroke1)",hs="var(--colorBrandStroke2)";var jr="var(--colorCompoundBrandStroke)";var gs="var(--colorNeutralStrokeDisabled)";var ln="var(--colorTransparentStroke)";var ms="var(--colorStrokeFocus1)",Jt="var(--colorStrokeFocus2)";var fs="var(--borderRadiusNone)",Wr="var(--borderRadiusSmall)",Gr="var(--borderRadiusMedium)",vs="var(--borderRadiusLarge)";var Oe="var(--borderRadiusCircular)",qr="var(--fontFamilyBase)";var bs="var(--fontSizeBase200)",kt="var(--fontSizeBase300)",Xr="var(--fontSizeBase400)";var ys="var(--fontWeightRegular)";var Qt="var(--fontWeightSemibold)";var ks="var(--lineHeightBase200)",et="var(--lineHeightBase300)",Kr="var(--lineHeightBase400)";var Ss="var(--shadow2)",xs="var(--shadow4)";var Bs="var(--strokeWidthThin)",St="var(--strokeWidthThick)",ae="var(--strokeWidthThicker)",ws="var(--strokeWidthThickest)";var Ps="var(--spacingHorizontalXS)",Yr="var(--spacingHorizontalSNudge)",$s="var(--spacingHorizontalS)",tt="var(--spacingHorizontalMNudge)",xt="var(--spacingHorizontalM)",Ns="var(--spacingHorizontalL)";var As="var(--spacingVerticalXXS)";var cn="var(--spacingVerticalSNudge)",Jr="var(--spacingVerticalS)",Ts="var(--spacingVerticalMNudge)";var Fs="var(--spacingVerticalL)";var Cs="var(--durationFaster)";var Rs="var(--durationSlow)";var Is="var(--curveDecelerateMax)";var Qr="var(--curveEasyEase)";var Gc=ee`
  ${_e("inline-flex")}

  :host {
    --icon-spacing: ${Yr};
    position: relative;
    contain: layout style;
    vertical-align: middle;
    align-items: center;
    box-sizing: border-box;
    justify-content: center;
    text-align: center;
    text-decoration-line: none;
    margin: 0;
    min-height: 32px;
    outline-style: none;
    background-color: ${ts};
    color: ${bt};
    border: ${Bs} solid ${cs};
    padding: 0 ${xt};
    min-width: 96px;
    border-radius: ${Gr};
    font-size: ${kt};
    font-family: ${qr};
    font-weight: ${Qt};
    line-height: ${et};
    transition-duration: ${Cs};
    transition-property: background, border, color;
    transition-timing-function: ${Qr};
    cursor: pointer;
    user-select: none;
  }

  .content {
    display: inherit;
  }

  :host(:hover) {
    background-color: ${rs};
    color: ${zr};
    border-color: ${Yt};
  }

  :host(:hover:active) {
    background-color: ${os};
    border-color: ${ds};
    color: ${Ja};
    outline-style: none;
  }

  :host(:focus-visible) {
    border-color: ${ln};
    outline: ${St} solid ${ln};
    box-shadow: ${xs}, 0 0 0 2px ${Jt};
  }

  @media screen and (prefers-reduced-motion: reduce) {
    :host {
      transition-duration: 0.01ms;
    }
  }

  ::slotted(svg) {
    font-size: 20px;
    height: 20px;
    width: 20px;
    fill: currentColor;
  }

  ::slotted([slot='start']) {
    margin-inline-end: var(--icon-spacing);
  }

  ::slotted([slot='end']),
  [slot='end'] {
    flex-shrink: 0;
    margin-inline-start: var(--icon-spacing);
  }

  :host([icon-only]) {
    min-width: 32px;
    max-width: 32px;
  }

  :host([size='small']) {
    --icon-spacing: ${Ps};
    min-height: 24px;
    min-width: 64px;
    padding: 0 ${$s};
    border-radius: ${Wr};
    font-size: ${bs};
    line-height: ${ks};
    font-weight: ${ys};
  }

  :host([size='small'][icon-only]) {
    min-width: 24px;
    max-width: 24px;
  }

  :host([size='large']) {
    min-height: 40px;
    border-radius: ${vs};
    padding: 0 ${Ns};
    font-size: ${Xr};
    line-height: ${Kr};
  }

  :host([size='large'][icon-only]) {
    min-width: 40px;
    max-width: 40px;
  }

  :host([size='large']) ::slotted(svg) {
    font-size: 24px;
    height: 24px;
    width: 24px;
  }

  :host(:is([shape='circular'], [shape='circular']:focus-visible)) {
    border-radius: ${Oe};
  }

  :host(:is([shape='square'], [shape='square']:focus-visible)) {
    border-radius: ${fs};
  }

  :host([appearance='primary']) {
    background-color: ${ss};
    color: ${Vr};
    border-color: transparent;
  }

  :host([appearance='primary']:hover) {
    background-color: ${is};
  }

  :host([appearance='primary']:is(:hover, :hover:active):not(:focus-visible)) {
    border-color: transparent;
  }

  :host([appearance='primary']:is(:hover, :hover:active)) {
    color: ${Vr};
  }

  :host([appearance='primary']:hover:active) {
    background-color: ${ls};
  }

  :host([appearance='primary']:focus-visible) {
    border-color: ${Vr};
    box-shadow: ${Ss}, 0 0 0 2px ${Jt};
  }

  :host([appearance='outline']) {
    background-color: ${yt};
  }

  :host([appearance='outline']:hover) {
    background-color: ${an};
  }

  :host([appearance='outline']:hover:active) {
    background-color: ${sn};
  }

  :host([appearance='subtle']) {
    background-color: ${ns};
    color: ${Ze};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) {
    background-color: ${Ur};
    color: ${Qa};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover:active) {
    background-color: ${Kt};
    color: ${Za};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) ::slotted(svg) {
    fill: ${on};
  }

  :host([appearance='subtle']:hover:active) ::slotted(svg) {
    fill: ${nn};
  }

  :host([appearance='transparent']) {
    background-color: ${yt};
    color: ${Ze};
  }

  :host([appearance='transparent']:hover) {
    background-color: ${an};
    color: ${on};
  }

  :host([appearance='transparent']:hover:active) {
    background-color: ${sn};
    color: ${nn};
  }

  :host(:is([appearance='transparent'], [appearance='transparent']:is(:hover, :active))) {
    border-color: transparent;
  }
`,Ls=ee`
  ${Gc}

  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable])),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover:active) {
    background-color: ${as};
    border-color: ${gs};
    color: ${re};
    cursor: not-allowed;
  }

  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
  }

  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${yt};
  }

  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${yt};
    border-color: transparent;
  }

  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
    background-color: ${yt};
  }

  @media (forced-colors: active) {
    :host {
      background-color: ButtonFace;
      color: ButtonText;
    }

    :host(:is(:hover, :focus-visible)) {
      border-color: Highlight !important;
    }

    :host([appearance='primary']:not(:is(:hover, :focus-visible))) {
      background-color: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    :host(
        :is(
            :disabled,
            [disabled],
            [disabled-focusable],
            [appearance]:disabled,
            [appearance][disabled],
            [appearance][disabled-focusable]
          )
      ) {
      background-color: ButtonFace;
      color: GrayText;
      border-color: ButtonText;
    }
  }
`;function dn(t){return t?typeof t=="string"?new le(t):"inline"in t?t.inline():t:le.empty}var Bt=class{};function Zr(t){return te` <slot name="end" ${Or("end")}>${dn(t.end)}</slot> `.inline()}function eo(t){return te` <slot name="start" ${Or("start")}>${dn(t.start)}</slot> `.inline()}function qc(t={}){return te`
    <template
      @click="${(e,r)=>e.clickHandler(r.event)}"
      @keypress="${(e,r)=>e.keypressHandler(r.event)}"
    >
      ${eo(t)}
      <span class="content" part="content">
        <slot ${Xt("defaultSlottedContent")}></slot>
      </span>
      ${Zr(t)}
    </template>
  `}var Ds=qc();var Hs={name:la,registry:E.registry,styles:Ls,template:Ds};function x(t,e,r,o){var n=arguments.length,a=n<3?e:o===null?o=Object.getOwnPropertyDescriptor(e,r):o,s;if(typeof Reflect=="object"&&typeof Reflect.decorate=="function")a=Reflect.decorate(t,e,r,o);else for(var i=t.length-1;i>=0;i--)(s=t[i])&&(a=(n<3?s(a):n>3?s(e,r,a):s(e,r))||a);return n>3&&a&&Object.defineProperty(e,r,a),a}function to(t,...e){let r=gt.locate(t);e.forEach(o=>{Object.getOwnPropertyNames(o.prototype).forEach(a=>{a!=="constructor"&&Object.defineProperty(t.prototype,a,Object.getOwnPropertyDescriptor(o.prototype,a))}),gt.locate(o).forEach(a=>r.push(a))})}function ro(t){let e=t.ownerDocument;t?.isConnected&&t?.hasAttribute("autofocus")&&t?.checkVisibility?.({contentVisibilityAuto:!0,visibilityProperty:!0})&&[null,t,e.body,e.documentElement].includes(e.activeElement)&&Be.enqueue(()=>{t.focus()})}var _=class extends $e{disabledChanged(){this.setTabIndex()}disabledFocusableChanged(e,r){this.elementInternals&&(this.elementInternals.ariaDisabled=`${!!r}`)}get form(){return this.elementInternals.form}static{this.formAssociated=!0}get labels(){return Object.freeze(Array.from(this.elementInternals.labels))}typeChanged(e,r){r!==Et.submit&&(this.formSubmissionFallbackControl?.remove(),this.shadowRoot?.querySelector('slot[name="internal"]')?.remove())}clickHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}return this.press(),!0}connectedCallback(){super.connectedCallback(),this.elementInternals.ariaDisabled=`${!!this.disabledFocusable}`,this.setTabIndex(),ro(this)}constructor(){super(),this.disabledFocusable=!1,this.elementInternals=this.attachInternals(),this.elementInternals.role="button"}createAndInsertFormSubmissionFallbackControl(){let e=this.formSubmissionFallbackControlSlot??document.createElement("slot");e.setAttribute("name","internal"),this.shadowRoot?.appendChild(e),this.formSubmissionFallbackControlSlot=e;let r=this.formSubmissionFallbackControl??document.createElement("button");r.style.display="none",r.setAttribute("type","submit"),r.setAttribute("slot","internal"),this.formNoValidate&&r.toggleAttribute("formnovalidate",!0),this.elementInternals.form?.id&&r.setAttribute("form",this.elementInternals.form.id),this.name&&r.setAttribute("name",this.name),this.value&&r.setAttribute("value",this.value),this.formAction&&r.setAttribute("formaction",this.formAction??""),this.formEnctype&&r.setAttribute("formenctype",this.formEnctype??""),this.formMethod&&r.setAttribute("formmethod",this.formMethod??""),this.formTarget&&r.setAttribute("formtarget",this.formTarget??""),this.append(r),this.formSubmissionFallbackControl=r}formDisabledCallback(e){this.disabled=e}keypressHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}if(e.key==="Enter"||e.key===" "){this.click();return}return!0}press(){switch(this.type){case Et.reset:{this.resetForm();break}case Et.submit:{this.submitForm();break}}}resetForm(){this.elementInternals.form?.reset()}setTabIndex(){if(this.disabled){this.removeAttribute("tabindex");return}this.tabIndex=Number(this.getAttribute("tabindex")??0)<0?-1:0}submitForm(){if(!(!this.elementInternals.form||this.disabled||this.type!==Et.submit)){if(!this.name&&!this.formAction&&!this.formEnctype&&!this.formAttribute&&!this.formMethod&&!this.formNoValidate&&!this.formTarget){this.elementInternals.form.requestSubmit();return}try{this.elementInternals.setFormValue(this.value??""),this.elementInternals.form.requestSubmit(this)}catch{this.createAndInsertFormSubmissionFallbackControl(),this.elementInternals.setFormValue(null),this.elementInternals.form.requestSubmit(this.formSubmissionFallbackControl)}}}};x([ht],_.prototype,"defaultSlottedContent",void 0);x([B({mode:"boolean"})],_.prototype,"disabled",void 0);x([B({attribute:"disabled-focusable",mode:"boolean"})],_.prototype,"disabledFocusable",void 0);x([B({attribute:"formaction"})],_.prototype,"formAction",void 0);x([B({attribute:"form"})],_.prototype,"formAttribute",void 0);x([B({attribute:"formenctype"})],_.prototype,"formEnctype",void 0);x([B({attribute:"formmethod"})],_.prototype,"formMethod",void 0);x([B({attribute:"formnovalidate",mode:"boolean"})],_.prototype,"formNoValidate",void 0);x([B({attribute:"formtarget"})],_.prototype,"formTarget",void 0);x([B],_.prototype,"name",void 0);x([B],_.prototype,"type",void 0);x([B],_.prototype,"value",void 0);var Te=class extends _{constructor(){super(...arguments),this.iconOnly=!1}};x([B],Te.prototype,"appearance",void 0);x([B],Te.prototype,"shape",void 0);x([B],Te.prototype,"size",void 0);x([B({attribute:"icon-only",mode:"boolean"})],Te.prototype,"iconOnly",void 0);to(Te,Bt);Te.define(Hs);var Ms=`${E.prefix}-spinner`;var Es=ee`
  ${_e("inline-flex")}

  :host {
    --duration: 1.5s;
    --indicatorSize: ${ae};
    --size: 32px;
    height: var(--size);
    width: var(--size);
    contain: strict;
    content-visibility: auto;
  }

  :host([size='tiny']) {
    --indicatorSize: ${St};
    --size: 20px;
  }
  :host([size='extra-small']) {
    --indicatorSize: ${St};
    --size: 24px;
  }
  :host([size='small']) {
    --indicatorSize: ${St};
    --size: 28px;
  }
  :host([size='large']) {
    --indicatorSize: ${ae};
    --size: 36px;
  }
  :host([size='extra-large']) {
    --indicatorSize: ${ae};
    --size: 40px;
  }
  :host([size='huge']) {
    --indicatorSize: ${ws};
    --size: 44px;
  }

  .progress,
  .background,
  .spinner,
  .start,
  .end,
  .indicator {
    position: absolute;
    inset: 0;
  }

  .progress,
  .spinner,
  .indicator {
    animation: none var(--duration) infinite ${Qr};
  }

  .progress {
    animation-timing-function: linear;
    animation-name: spin-linear;
  }

  .background {
    border: var(--indicatorSize) solid ${hs};
    border-radius: 50%;
  }

  :host([appearance='inverted']) .background {
    border-color: rgba(255, 255, 255, 0.2);
  }

  .spinner {
    animation-name: spin-swing;
  }

  .start {
    overflow: hidden;
    right: 50%;
  }

  .end {
    overflow: hidden;
    left: 50%;
  }

  .indicator {
    color: ${ps};
    box-sizing: border-box;
    border-radius: 50%;
    border: var(--indicatorSize) solid transparent;
    border-block-start-color: currentcolor;
    border-right-color: currentcolor;
  }

  :host([appearance='inverted']) .indicator {
    color: ${us};
  }

  .start .indicator {
    rotate: 135deg; /* Starts 9 o'clock */
    inset: 0 -100% 0 0;
    animation-name: spin-start;
  }

  .end .indicator {
    rotate: 135deg; /* Ends at 3 o'clock */
    inset: 0 0 0 -100%;
    animation-name: spin-end;
  }

  @keyframes spin-linear {
    100% {
      transform: rotate(360deg);
    }
  }

  @keyframes spin-swing {
    0% {
      transform: rotate(-135deg);
    }
    50% {
      transform: rotate(0deg);
    }
    100% {
      transform: rotate(225deg);
    }
  }

  @keyframes spin-start {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(-80deg);
    }
  }

  @keyframes spin-end {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(70deg);
    }
  }

  @media (forced-colors: active) {
    .background {
      display: none;
    }
    .indicator {
      border-color: Canvas;
      border-block-start-color: Highlight;
      border-right-color: Highlight;
    }
  }
`;var _s=te`
  <slot name="indicator">
    <div class="background"></div>
    <div class="progress">
      <div class="spinner">
        <div class="start">
          <div class="indicator"></div>
        </div>
        <div class="end">
          <div class="indicator"></div>
        </div>
      </div>
    </div>
  </slot>
`;var Os={name:Ms,registry:E.registry,styles:Es,template:_s};var oo=class extends $e{constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="progressbar"}};var wt=class extends oo{};x([B],wt.prototype,"size",void 0);x([B],wt.prototype,"appearance",void 0);wt.define(Os);function un(t,e="-tab"){return t?.nodeType!==Node.ELEMENT_NODE?!1:t.tagName.toLowerCase().endsWith(e)}var zs=`${E.prefix}-tab`;var Vs=ee`
  ${_e("inline-flex")}

  :host {
    position: relative;
    flex-direction: row;
    align-items: center;
    cursor: pointer;
    box-sizing: border-box;
    justify-content: center;
    line-height: ${et};
    font-family: ${qr};
    font-size: ${kt};
    color: ${Ze};
    fill: currentcolor;
    grid-row: 1;
    padding: ${xt} ${tt};
    border-radius: ${Gr};
    gap: 4px;
  }

  :host .tab-content {
    display: inline-flex;
    flex-direction: column;
    padding: 0 2px;
    grid-column: 3;
  }

  :host([aria-selected='true']) {
    color: ${bt};
    font-weight: ${Qt};
  }

  /* adds hidden textContent to prevent shifting ui on bold / unbolding of text */
  :host .tab-content::after {
    content: var(--textContent);
    visibility: hidden;
    height: 0;
    line-height: ${et};
    font-weight: ${Qt};
  }

  :host([aria-selected='true'])::after {
    background-color: ${jr};
    border-radius: ${Oe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 2;
  }

  :host([aria-selected='false']:hover)::after {
    background-color: ${Yt};
    border-radius: ${Oe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 1;
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tablist.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    :host([aria-selected='true'])::after {
      background-color: transparent;
    }

    :host([aria-selected='true']:hover)::after {
      background-color: ${Yt};
    }
  }

  :host([aria-selected='true'][disabled])::after {
    background-color: ${re};
  }

  ::slotted([slot='start']) {
    grid-column: 2;
  }

  ::slotted([slot='end']) {
    grid-column: -1;
  }

  ::slotted([slot='start']),
  ::slotted([slot='end']) {
    display: flex;
  }
  :host([disabled]) {
    cursor: not-allowed;
    fill: ${re};
    color: ${re};
    pointer-events: none;
  }

  :host([disabled]:hover)::after {
    background-color: unset;
  }

  :host(:focus) {
    outline: none;
  }

  :host(:focus-visible) {
    border-radius: ${Wr};
    box-shadow: 0 0 0 3px ${Jt};
    outline: 1px solid ${ms};
  }

  @media (forced-colors: active) {
    :host([aria-selected='true'])::after {
      background-color: Highlight;
    }
  }
`;function Xc(t={}){return te`
    <template slot="tab" role="tab">
      ${eo(t)}
      <span class="tab-content"><slot></slot></span>
      ${Zr(t)}
    </template>
  `}var Us=Xc({});var js={name:zs,registry:E.registry,styles:Vs,template:Us};var Pt=class extends $e{disabledChanged(e,r){this.setDisabledSideEffect(r)}constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="tab"}connectedCallback(){super.connectedCallback(),this.slot||="tab",this.setDisabledSideEffect(this.disabled),this.styles&&this.$fastController.removeStyles(this.styles),this.styles=ee`
      :host {
        --textContent: '${this.textContent}';
      }
    `,this.$fastController.addStyles(this.styles),ro(this)}setDisabledSideEffect(e){e?this.setAttribute("aria-disabled","true"):this.removeAttribute("aria-disabled"),this.tabIndex=e&&this.getAttribute("aria-selected")!=="true"?-1:0}};x([B({mode:"boolean"})],Pt.prototype,"disabled",void 0);to(Pt,Bt);Pt.define(js);var Ws={horizontal:"horizontal",vertical:"vertical"};var Gs={subtle:"subtle",transparent:"transparent"};var Zt=Ws,qs=`${E.prefix}-tablist`;var Xs=ee`
  ${_e("flex")}

  :host {
    --tabPaddingInline: ${tt};
    --tabPaddingBlock: ${xt};
    --tabIndicatorInsetInline: var(--tabPaddingInline);
    --tabIndicatorInsetBlock: 0;
    box-sizing: border-box;
    color: ${Ze};
    flex-direction: row;
    position: relative;
  }

  :host([size='small']) {
    --tabPaddingBlock: ${cn};
    --tabPaddingInline: ${Yr};
  }

  :host([size='large']) {
    --tabPaddingBlock: ${Fs};
    --tabPaddingInline: ${tt};
  }

  :host([orientation='vertical']) {
    --tabPaddingBlock: ${Jr};
    --tabIndicatorInsetBlock: ${Jr};
    --_col-start-width: 0px;
    display: grid;
    grid-template-columns: ${tt} var(--_col-start-width) 1fr auto ${tt};
  }

  :host(:has([slot='start'])) {
    --_col-start-width: 24px;
  }

  @scope {
    :scope:has([slot='start']) {
      --_col-start-width: 24px;
    }
  }

  :host([orientation='vertical'][size='small']) {
    --tabPaddingBlock: ${As};
    --tabIndicatorInsetBlock: ${cn};
  }

  :host([orientation='vertical'][size='large']) {
    --tabPaddingBlock: ${Jr};
    --tabIndicatorInsetBlock: ${Ts};
  }

  ::slotted([slot='tab']) {
    padding-inline: var(--tabPaddingInline);
    padding-block: var(--tabPaddingBlock);
  }

  :host([orientation='vertical']) ::slotted([role='tab']) {
    justify-content: flex-start;
    display: grid;
    gap: 0;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    grid-row: unset;
    padding-inline: 0;
  }

  :host ::slotted([slot='tab'])::after {
    height: ${ae};
    margin-block-start: auto;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after {
    width: ${ae};
    height: unset;
    margin-block-start: unset;
  }

  /* ::before adds a secondary indicator placeholder that appears right after click on the active tab */
  :host ::slotted([slot='tab'])::before {
    height: ${ae};
    border-radius: ${Oe};
    content: '';
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
    position: absolute;
    margin-top: auto;
  }

  :host ::slotted([slot='tab'])::before {
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
  }

  :host ::slotted([slot='tab'][aria-selected='true'])::before {
    background-color: ${re};
  }

  :host ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: ${ae};
    margin-block-start: auto;
    transform-origin: left;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: unset;
    width: ${ae};
    margin-inline-end: auto;
    transform-origin: top;
  }

  :host([size='small']) ::slotted([slot='tab']) {
    font-size: ${kt};
    line-height: ${et};
  }

  :host([size='large']) ::slotted([slot='tab']) {
    font-size: ${Xr};
    line-height: ${Kr};
  }

  /* horizontal spacing for indicator */
  :host ::slotted([slot='tab'])::after,
  :host ::slotted([slot='tab'])::before,
  :host ::slotted([slot='tab']:hover)::after {
    inset-inline: var(--tabIndicatorInsetInline);
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after,
  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab']:hover)::after {
    inset-inline: 0;
    inset-block: var(--tabIndicatorInsetBlock);
  }

  /* disabled styles */
  :host([disabled]) {
    cursor: not-allowed;
    color: ${re};
  }

  :host([disabled]) ::slotted([slot='tab']) {
    pointer-events: none;
    cursor: not-allowed;
    color: ${re};
  }

  :host([disabled]) ::slotted([slot='tab']:after) {
    background-color: ${re};
  }

  :host([disabled]) ::slotted([slot='tab'][aria-selected='true'])::after {
    background-color: ${re};
  }

  :host([disabled]) ::slotted([slot='tab']:hover):before {
    content: unset;
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:hover) {
    background-color: ${Ur};
    color: ${zr};
    fill: ${es};
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:active) {
    background-color: ${Kt};
    fill: ${Kt};
    color: ${bt};
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tab.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26.0 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    ::slotted([slot='tab'][aria-selected='true']) {
      anchor-name: --tab;
    }

    :host::after {
      background-color: ${jr};
      content: '';
      inline-size: 100%;
      inset-block: auto anchor(end);
      inset-inline: anchor(center) auto;
      position: fixed;
      position-anchor: --tab;
      transform: translateX(-50%);
      transition-property: inset-inline, width;
      transition-duration: ${Rs};
      transition-timing-function: ${Is};
      z-index: 3;

      /* These styles should be in sync with tab.styles.ts’s :host::after */
      border-radius: ${Oe};
      width: calc(anchor-size() - var(--tabIndicatorInsetInline) * 2);
      height: ${ae};
    }

    :host(:dir(rtl))::after {
      transform: translateX(50%);
    }

    :host([orientation='vertical'])::after {
      inset-block: anchor(center) auto;
      inset-inline: anchor(start) auto;
      transform: translateY(-50%);
      transition-property: inset-block, height;

      /* These styles should be in sync with #vertical-tab-highlight above */
      width: ${ae};
      height: calc(anchor-size() - var(--tabIndicatorInsetBlock) * 2);
    }

    :host([disabled])::after {
      background-color: ${re};
    }
  }
`;var Ks=te`
  <template
    role="tablist"
    focusgroup="tablist inline block"
    @click="${(t,e)=>t.handleClick(e.event)}"
    @focusin="${(t,e)=>t.handleFocusIn(e.event)}"
  >
    <slot name="tab" ${Xt("slottedTabs")}></slot>
  </template>
`;var Ys={name:qs,registry:E.registry,styles:Xs,template:Ks};var $t={INFERRED_ROLE:"data-fg-ir",ITEM:"data-fg-item",AUTHOR_TABINDEX:"data-fg-ati",SEGMENT:"data-fg-seg",SEGMENT_START:"data-fg-segs"},Fe={TOOLBAR:"toolbar",TABLIST:"tablist",RADIOGROUP:"radiogroup",LISTBOX:"listbox",MENU:"menu",MENUBAR:"menubar",NONE:"none"},ug=[Fe.TOOLBAR,Fe.TABLIST,Fe.RADIOGROUP,Fe.LISTBOX,Fe.MENU,Fe.MENUBAR,Fe.NONE];function no(t,e){return t.contains(e)}function Js(){return"focusgroup"in(globalThis?.HTMLElement?.prototype??{})||"focusGroup"in(globalThis?.HTMLElement?.prototype??{})}function Qs(t,e,r){let o="forward",n="backward",a="block",s="inline";if(Kc(t.composedPath()[0]))return t.key==="Tab"?t.shiftKey?n:o:null;if(t.shiftKey||t.ctrlKey||t.metaKey)return null;let{writingMode:i,direction:l}=window.getComputedStyle(e),p=!i.startsWith("horizontal-"),d=l==="rtl",h=p?a:s,v=p?s:a,b=p?i.endsWith("-rl")!==d:d,P=p&&d,U={ArrowUp:{axis:v,dir:P?o:n},ArrowDown:{axis:v,dir:P?n:o},ArrowLeft:{axis:h,dir:b?o:n},ArrowRight:{axis:h,dir:b?n:o},Home:{dir:"start"},End:{dir:"end"}}[t.key];return!U||r&&U.axis&&U.axis!==r?null:U.dir}function Kc(t){return t?.nodeType===Node.ELEMENT_NODE&&(["INPUT","TEXTAREA","SELECT"].includes(t.nodeName)&&!["checkbox","radio"].includes(t.getAttribute("type"))||t.isContentEditable||["AUDIO","VIDEO"].includes(t.nodeName)&&t.hasAttribute("controls")||["IFRAME","OBJECT"].includes(t.nodeName))}globalThis.__FOCUSGROUP_POLYFILL__??={o:new Set,b:!1};var Zs=globalThis.__FOCUSGROUP_POLYFILL__;var Yc=Zs.o;function ao(){for(let t of Yc)t.takeRecords()}var pn=class{#t;#e;#n=null;#p=void 0;#c=!1;#i=!0;#o;#r=null;#a=!1;#l=null;#h=new AbortController;#d;#u;constructor(t,e,r={}){if(Js()||!t)return;this.#t=t,this.#e=e,this.#d=r.decorateOwner,this.#u=r.decorateItem,this.#g(r.definition),this.#d?.(this.#t,this.#n),this.#m();let o={signal:this.#h.signal};this.#t.addEventListener("keydown",this.#y.bind(this),o),this.#t.addEventListener("focusin",this.#k.bind(this),o),this.#t.addEventListener("focusout",this.#S.bind(this),o)}disconnect(){this.#s(),this.#h.abort(),this.#e?.disconnect?.(),this.#t=null}update(t={}){if(this.#t){if(t.definition!==void 0&&(this.#g(t.definition),this.#d?.(this.#t,this.#n)),t.authorTabindexChanges)for(let e of t.authorTabindexChanges)e.setAttribute($t.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none");this.#f(),this.#m()}}#g(t){this.#n=t?.behavior??null,this.#c=t?.wrap??!1,this.#p=t?.axis,this.#i=t?.memory??!0,this.#i||(this.#r=null)}#m(){if(!this.#n||this.#n===Fe.NONE){this.#f();return}this.#e.decorate?.();for(let{element:e,segmentBoundary:r}of this.#e.items())this.#u?.(e,this.#n),e.setAttribute($t.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none"),e.tabIndex=r?0:-1;(!this.#r?.isConnected||!(this.#e.isItem?.(this.#r)??this.#e.contains(this.#r)))&&(this.#r=null);let t=this.#r??this.#e.start??this.#e.first?.()??null;t&&(t.tabIndex=0,this.#o=t,this.#s(),this.#v(t)),this.#e.flush?.()}#f(){this.#s();let t=!1;for(let{element:e}of this.#e.items()){t=!0,this.#u?.(e,null);let r=e.getAttribute($t.AUTHOR_TABINDEX);r&&(r==="none"?e.removeAttribute("tabindex"):e.setAttribute("tabindex",r),e.removeAttribute($t.AUTHOR_TABINDEX))}this.#e.undecorate?.(),t&&this.#e.flush?.()}#y(t){let e=t.composedPath()[0];if(t.defaultPrevented||e===this.#t||!this.#e.contains(e))return;let r;switch(Qs(t,e,this.#p)){case"start":r=this.#e.first();break;case"end":r=this.#e.last();break;case"forward":r=this.#e.next(e),!r&&this.#c&&(r=this.#e.first());break;case"backward":r=this.#e.previous(e),!r&&this.#c&&(r=this.#e.last());break}r&&r!==e&&(this.#b(e,r,!0),this.#r=r,t.preventDefault())}#k(t){let e=t.composedPath()[0];if(e===this.#t&&this.#a&&(!t.relatedTarget||!no(this.#t,t.relatedTarget))){let o=this.#r||this.#o;this.#s(),o&&o.focus(),t.stopPropagation();return}if(!this.#e.contains(e))return;this.#a&&this.#s();let r=this.#r;if(this.#r=e,r!==e&&e.tabIndex<0){let o=r??this.#o;o&&this.#b(o,e)}}#S(t){if(!t.relatedTarget||!no(this.#t,t.relatedTarget)){let o=this.#i?this.#r||this.#o:this.#o;o&&this.#v(o)}if(t.relatedTarget&&no(this.#t,t.relatedTarget)||this.#i||!this.#o)return;let e=this.#r;this.#r=null;let r=this.#e.start??this.#e.first?.()??null;if(e!==this.#o||r!==this.#o){for(let{element:o,segmentBoundary:n}of this.#e.items())o.tabIndex=n?0:-1;r&&(r.tabIndex=0,this.#o=r),this.#e.flush?.()}}#v(t){let e=(t.assignedSlot??t).getRootNode(),r=e instanceof ShadowRoot&&e.host.hasAttribute($t.AUTHOR_TABINDEX);this.#a||!r||(this.#l=this.#t.getAttribute("tabindex"),this.#t.tabIndex=0,this.#a=!0,ao())}#s(){this.#a&&(this.#l!==null?this.#t.setAttribute("tabindex",this.#l):this.#t.removeAttribute("tabindex"),this.#a=!1,this.#l=null,this.#e.flush?.(),ao())}#b(t,e,r=!1){e.tabIndex=0,r&&e.focus(),t.tabIndex=this.#e.sameSegment?.(t,e)??!0?-1:0,this.#s(),ao()}};var so=class{constructor(e,r){this.getItems=e,this.getStart=r}get start(){return this.getStart?.()??null}first(){return this.getItems()[0]??null}last(){let e=this.getItems();return e[e.length-1]??null}next(e){let r=this.getItems(),o=r.indexOf(e);return o===-1?null:r[o+1]??null}previous(e){let r=this.getItems(),o=r.indexOf(e);return o<=0?null:r[o-1]??null}*items(){for(let e of this.getItems())yield{element:e}}contains(e){return this.getItems().includes(e)}};var Jc=0;function er(t="id-"){let e=`${t}${Jc++}`;return document.getElementById(e)?er(t):e}var Ag=CSS.supports("anchor-name: --a"),Tg="anchor"in HTMLElement.prototype,ei=CSS.supports("selector(:state(g))");function io(t,e,r){if(!(!e||!t)){if(!ei){t.shadowRoot.host.toggleAttribute(`state--${e}`,r);return}if(r??!t.states.has(e)){t.states.add(e);return}t.states.delete(e)}}var hn=new WeakMap;function Qc(t,e){if(!t||!e)return!1;if(hn.has(t))return hn.get(t).has(e);let r=new Set(Object.values(t));return hn.set(t,r),r.has(e)}function ti(t,e="",r="",o,n=""){io(t,`${n}${e}`,!1),(!o||Qc(o,r))&&io(t,`${n}${r}`,!0)}function ri(t,e){if("requestIdleCallback"in globalThis)return globalThis.requestIdleCallback(t,e);let r=Date.now();return setTimeout(()=>{t({didTimeout:e?.timeout?Date.now()-r>=e.timeout:!1,timeRemaining:()=>0})},e?.timeout??1)}function oi(t,e,r){let o=r?.shallow??!1,n=r?.timeout??50,a=r?.idleCallback??!1,s=`${o?":scope > ":""}:not(:defined)`,i=l=>{if(t.querySelector(s)===null||l&&l.timeRemaining()<=0){a?ri(e,{timeout:n}):e();return}ri(i,{timeout:n})};i()}var Ce=class extends $e{disabledChanged(e,r){this.elementInternals&&io(this.elementInternals,"disabled",r),this.setTabs({forceDisabled:!0})}orientationChanged(e,r){this.elementInternals&&(this.elementInternals.ariaOrientation=r??Zt.horizontal,ti(this.elementInternals,e,r,Zt)),this.setTabs()}activeidChanged(e,r){this.tabs?.length>0&&this.changeTab(e,r)}slottedTabsChanged(e,r){this.tabs=r?.filter(o=>un(o))??[]}tabsChanged(e,r){this.tabs?.length>0&&this.setTabs({connectToPanel:!0})}setTabs({connectToPanel:e=!1,forceDisabled:r=!1}={}){if(!this.tabs)return;let o=this.getRootNode(),n="";for(let a of this.tabs){if(a.slot!=="tab")continue;a.id||=er("tab-"),r?a.disabled=this.disabled:a.disabled=a.disabled||this.disabled,!n&&!a.disabled&&(n=a.id);let s=this.activeid===a.id;if(a.toggleAttribute("focusgroupstart",s),a.setAttribute("aria-selected",s.toString()),e){let i=a.getAttribute("aria-controls")??"",l=o.getElementById(i);i&&l&&(l.role??="tabpanel",l.hidden=this.activeid!==a.id,this.tabPanelMap.set(a,l))}}this.disabled||(this.activeid?this.changeTab(void 0,this.activeid):n&&(this.activeid=n))}handleFocusIn(e){this.activeid=e.target.id}handleClick(e){e.isTrusted||(this.activeid=e.target.id)}changeTab(e,r){let o=this.getRootNode(),n=e?o.getElementById(e):null,a=o.getElementById(r);if(!un(a)||a.disabled||!this.contains(a))return;if(n){n.setAttribute("aria-selected","false");let i=this.tabPanelMap.get(n);i&&(i.hidden=!0)}a.setAttribute("aria-selected","true");let s=this.tabPanelMap.get(a);s&&(s.hidden=!1),this.activetab=a,this.change()}constructor(){super(),this.elementInternals=this.attachInternals(),this.disabled=!1,this.orientation=Zt.horizontal,this.tabs=[],this.tabPanelMap=new WeakMap,this.change=()=>{this.$emit("change",this.activetab)},this.elementInternals.role="tablist",this.elementInternals.ariaOrientation=this.orientation??Zt.horizontal}connectedCallback(){super.connectedCallback(),oi(this,()=>{this.setTabs()},{shallow:!0})}};x([B({mode:"boolean"})],Ce.prototype,"disabled",void 0);x([B],Ce.prototype,"orientation",void 0);x([B],Ce.prototype,"activeid",void 0);x([ht],Ce.prototype,"slottedTabs",void 0);x([ht],Ce.prototype,"tabs",void 0);var Nt=class extends Ce{constructor(){super(...arguments),this.appearance=Gs.transparent}disconnectedCallback(){this.fg?.disconnect(),super.disconnectedCallback()}tabsChanged(e,r){super.tabsChanged(e,r),this.fgItems??=new so(()=>this.tabs?.filter(o=>(o.getAttribute("aria-selected")==="true"||!o.disabled)&&!o.hidden)??[],()=>this.activetab??null),this.fg?this.fg.update():this.fg=new pn(this,this.fgItems,{definition:{behavior:"tablist",axis:void 0,memory:!1,wrap:!0}})}};x([B],Nt.prototype,"appearance",void 0);x([B],Nt.prototype,"size",void 0);Nt.define(Ys);var Zc="adoptedStyleSheets"in document,ed="CSSScopeRule"in window,gn=new Map,mn=new Map,rr=new Map,fn=new Map,tr=new CSSStyleSheet;function lo(t,e=document){if(!(!e||!ad(e))){if(!Zc||e instanceof HTMLElement&&!e.shadowRoot&&!ed){let r=e===document?document.documentElement:e;dd(t,r);return}[document,document.documentElement,document.body].includes(e)?sd(t):id(t,e)}}var td=/^[a-zA-Z_-][a-zA-Z0-9_-]*$/;function rd(t){return td.test(t)?t:""}var od=/(;|{|}|\/\*|\*\/|@import|url\s*\(|expression\s*\(|javascript:)/i;function nd(t){return od.test(t)?"":t}function vn(t){return gn.has(t)||gn.set(t,Object.keys(t).reduce((e,r)=>{let o=rd(r),n=nd(t[r].toString());return o&&n?`${e}--${o}:${n};`:e},"")),gn.get(t)}function ad(t){return[document,document.documentElement].includes(t)||t instanceof HTMLElement&&!!t.closest("body")}function sd(t){if(t===null){document.adoptedStyleSheets.includes(tr)&&tr.replaceSync("");return}tr.replaceSync(`
    html {
      ${vn(t)}
    }
  `),document.adoptedStyleSheets.includes(tr)||document.adoptedStyleSheets.push(tr)}function id(t,e){if(t===null){e.shadowRoot&&rr.has(e)?rr.get(e).replaceSync(""):(delete e.dataset.fluentTheme,ni(e));return}e.shadowRoot?ld(e).replaceSync(`
      :host {
        ${vn(t)}
      }
    `):(e.dataset.fluentTheme=cd(t),ni(e))}function ld(t){if(!rr.has(t)){let e=new CSSStyleSheet;rr.set(t,e),t.shadowRoot?.adoptedStyleSheets.push(e)}return rr.get(t)}function cd(t){if(!mn.has(t)){let e=er("fluent-theme-"),r=new CSSStyleSheet;mn.set(t,e),r.replaceSync(`
      @scope ([data-fluent-theme="${e}"]) {
        :scope {
          ${vn(t)}
        }
      }
    `),document.adoptedStyleSheets.push(r)}return mn.get(t)}function dd(t,e){let r;if(t===null){if(!fn.has(e))return;r=fn.get(e)}else fn.set(e,t),r=t;for(let[o,n]of Object.entries(r))t===null?e.style.removeProperty(`--${o}`):e.style.setProperty(`--${o}`,n.toString())}var{userAgent:ud}=navigator,pd=/\bAppleWebKit\/[\d+\.]+\b/.test(ud);function ni(t){if(!pd)return;let e="visibility",r="hidden",o=t.style.getPropertyValue(e);t.style.setProperty(e,r),Be.process(),t.style.setProperty(e,o)}var u={2:"#050505",4:"#0a0a0a",6:"#0f0f0f",8:"#141414",10:"#1a1a1a",12:"#1f1f1f",14:"#242424",16:"#292929",18:"#2e2e2e",20:"#333333",22:"#383838",24:"#3d3d3d",26:"#424242",28:"#474747",30:"#4d4d4d",32:"#525252",34:"#575757",36:"#5c5c5c",38:"#616161",40:"#666666",42:"#6b6b6b",44:"#707070",46:"#757575",48:"#7a7a7a",50:"#808080",52:"#858585",54:"#8a8a8a",56:"#8f8f8f",58:"#949494",60:"#999999",62:"#9e9e9e",64:"#a3a3a3",66:"#a8a8a8",68:"#adadad",70:"#b3b3b3",72:"#b8b8b8",74:"#bdbdbd",76:"#c2c2c2",78:"#c7c7c7",80:"#cccccc",82:"#d1d1d1",84:"#d6d6d6",86:"#dbdbdb",88:"#e0e0e0",90:"#e6e6e6",92:"#ebebeb",94:"#f0f0f0",96:"#f5f5f5",98:"#fafafa",99:"#fcfcfc"},D={5:"rgba(255, 255, 255, 0.05)",10:"rgba(255, 255, 255, 0.1)",20:"rgba(255, 255, 255, 0.2)",30:"rgba(255, 255, 255, 0.3)",40:"rgba(255, 255, 255, 0.4)",50:"rgba(255, 255, 255, 0.5)",60:"rgba(255, 255, 255, 0.6)",70:"rgba(255, 255, 255, 0.7)",80:"rgba(255, 255, 255, 0.8)",90:"rgba(255, 255, 255, 0.9)"},J={5:"rgba(0, 0, 0, 0.05)",10:"rgba(0, 0, 0, 0.1)",20:"rgba(0, 0, 0, 0.2)",30:"rgba(0, 0, 0, 0.3)",40:"rgba(0, 0, 0, 0.4)",50:"rgba(0, 0, 0, 0.5)",60:"rgba(0, 0, 0, 0.6)",70:"rgba(0, 0, 0, 0.7)",80:"rgba(0, 0, 0, 0.8)",90:"rgba(0, 0, 0, 0.9)"},ai={5:"rgba(26, 26, 26, 0.05)",10:"rgba(26, 26, 26, 0.1)",20:"rgba(26, 26, 26, 0.2)",30:"rgba(26, 26, 26, 0.3)",40:"rgba(26, 26, 26, 0.4)",50:"rgba(26, 26, 26, 0.5)",60:"rgba(26, 26, 26, 0.6)",70:"rgba(26, 26, 26, 0.7)",80:"rgba(26, 26, 26, 0.8)",90:"rgba(26, 26, 26, 0.9)"},si={5:"rgba(31, 31, 31, 0.05)",10:"rgba(31, 31, 31, 0.1)",20:"rgba(31, 31, 31, 0.2)",30:"rgba(31, 31, 31, 0.3)",40:"rgba(31, 31, 31, 0.4)",50:"rgba(31, 31, 31, 0.5)",60:"rgba(31, 31, 31, 0.6)",70:"rgba(31, 31, 31, 0.7)",80:"rgba(31, 31, 31, 0.8)",90:"rgba(31, 31, 31, 0.9)"},bn={5:"rgba(36, 36, 36, 0.05)",10:"rgba(36, 36, 36, 0.1)",20:"rgba(36, 36, 36, 0.2)",30:"rgba(36, 36, 36, 0.3)",40:"rgba(36, 36, 36, 0.4)",50:"rgba(36, 36, 36, 0.5)",60:"rgba(36, 36, 36, 0.6)",70:"rgba(36, 36, 36, 0.7)",80:"rgba(36, 36, 36, 0.8)",90:"rgba(36, 36, 36, 0.9)"},f="#ffffff",At="#000000";var ii={shade50:"#130204",shade40:"#230308",shade30:"#420610",shade20:"#590815",shade10:"#690a19",primary:"#750b1c",tint10:"#861b2c",tint20:"#962f3f",tint30:"#ac4f5e",tint40:"#d69ca5",tint50:"#e9c7cd",tint60:"#f9f0f2"};var yn={shade50:"#200205",shade40:"#3b0509",shade30:"#6e0811",shade20:"#960b18",shade10:"#b10e1c",primary:"#c50f1f",tint10:"#cc2635",tint20:"#d33f4c",tint30:"#dc626d",tint40:"#eeacb2",tint50:"#f6d1d5",tint60:"#fdf3f4"},li={shade50:"#210809",shade40:"#3f1011",shade30:"#751d1f",shade20:"#9f282b",shade10:"#bc2f32",primary:"#d13438",tint10:"#d7494c",tint20:"#dc5e62",tint30:"#e37d80",tint40:"#f1bbbc",tint50:"#f8dadb",tint60:"#fdf6f6"},ci={shade50:"#230900",shade40:"#411200",shade30:"#7a2101",shade20:"#a62d01",shade10:"#c43501",primary:"#da3b01",tint10:"#de501c",tint20:"#e36537",tint30:"#e9835e",tint40:"#f4bfab",tint50:"#f9dcd1",tint60:"#fdf6f3"};var di={shade50:"#200d03",shade40:"#3d1805",shade30:"#712d09",shade20:"#9a3d0c",shade10:"#b6480e",primary:"#ca5010",tint10:"#d06228",tint20:"#d77440",tint30:"#df8e64",tint40:"#efc4ad",tint50:"#f7dfd2",tint60:"#fdf7f4"},ui={shade50:"#271002",shade40:"#4a1e04",shade30:"#8a3707",shade20:"#bc4b09",shade10:"#de590b",primary:"#f7630c",tint10:"#f87528",tint20:"#f98845",tint30:"#faa06b",tint40:"#fdcfb4",tint50:"#fee5d7",tint60:"#fff9f5"},pi={shade50:"#291600",shade40:"#4d2a00",shade30:"#8f4e00",shade20:"#c26a00",shade10:"#e67e00",primary:"#ff8c00",tint10:"#ff9a1f",tint20:"#ffa83d",tint30:"#ffba66",tint40:"#ffddb3",tint50:"#ffedd6",tint60:"#fffaf5"},hi={shade50:"#251a00",shade40:"#463100",shade30:"#835b00",shade20:"#b27c00",shade10:"#d39300",primary:"#eaa300",tint10:"#edad1c",tint20:"#efb839",tint30:"#f2c661",tint40:"#f9e2ae",tint50:"#fcefd3",tint60:"#fefbf4"},gi={shade50:"#282400",shade40:"#4c4400",shade30:"#817400",shade20:"#c0ad00",shade10:"#e4cc00",primary:"#fde300",tint10:"#fde61e",tint20:"#fdea3d",tint30:"#feee66",tint40:"#fef7b2",tint50:"#fffad6",tint60:"#fffef5"},mi={shade50:"#1f1900",shade40:"#3a2f00",shade30:"#6c5700",shade20:"#937700",shade10:"#ae8c00",primary:"#c19c00",tint10:"#c8a718",tint20:"#d0b232",tint30:"#dac157",tint40:"#ecdfa5",tint50:"#f5eece",tint60:"#fdfbf2"},fi={shade50:"#181202",shade40:"#2e2103",shade30:"#553e06",shade20:"#745408",shade10:"#89640a",primary:"#986f0b",tint10:"#a47d1e",tint20:"#b18c34",tint30:"#c1a256",tint40:"#e0cea2",tint50:"#efe4cb",tint60:"#fbf8f2"},vi={shade50:"#170e07",shade40:"#2b1a0e",shade30:"#50301a",shade20:"#6c4123",shade10:"#804d29",primary:"#8e562e",tint10:"#9c663f",tint20:"#a97652",tint30:"#bb8f6f",tint40:"#ddc3b0",tint50:"#edded3",tint60:"#faf7f4"};var bi={shade50:"#0c1501",shade40:"#162702",shade30:"#294903",shade20:"#376304",shade10:"#427505",primary:"#498205",tint10:"#599116",tint20:"#6ba02b",tint30:"#85b44c",tint40:"#bdd99b",tint50:"#dbebc7",tint60:"#f6faf0"},yi={shade50:"#002111",shade40:"#003d20",shade30:"#00723b",shade20:"#009b51",shade10:"#00b85f",primary:"#00cc6a",tint10:"#19d279",tint20:"#34d889",tint30:"#5ae0a0",tint40:"#a8f0cd",tint50:"#cff7e4",tint60:"#f3fdf8"},ki={shade50:"#031a02",shade40:"#063004",shade30:"#0b5a08",shade20:"#0e7a0b",shade10:"#11910d",primary:"#13a10e",tint10:"#27ac22",tint20:"#3db838",tint30:"#5ec75a",tint40:"#a7e3a5",tint50:"#cef0cd",tint60:"#f2fbf2"},kn={shade50:"#031403",shade40:"#052505",shade30:"#094509",shade20:"#0c5e0c",shade10:"#0e700e",primary:"#107c10",tint10:"#218c21",tint20:"#359b35",tint30:"#54b054",tint40:"#9fd89f",tint50:"#c9eac9",tint60:"#f1faf1"},Si={shade50:"#021102",shade40:"#032003",shade30:"#063b06",shade20:"#085108",shade10:"#0a5f0a",primary:"#0b6a0b",tint10:"#1a7c1a",tint20:"#2d8e2d",tint30:"#4da64d",tint40:"#9ad29a",tint50:"#c6e7c6",tint60:"#f0f9f0"},xi={shade50:"#001d1f",shade40:"#00373a",shade30:"#00666d",shade20:"#008b94",shade10:"#00a5af",primary:"#00b7c3",tint10:"#18bfca",tint20:"#32c8d1",tint30:"#58d3db",tint40:"#a6e9ed",tint50:"#cef3f5",tint60:"#f2fcfd"},Bi={shade50:"#001516",shade40:"#012728",shade30:"#02494c",shade20:"#026467",shade10:"#037679",primary:"#038387",tint10:"#159195",tint20:"#2aa0a4",tint30:"#4cb4b7",tint40:"#9bd9db",tint50:"#c7ebec",tint60:"#f0fafa"};var wi={shade50:"#000f12",shade40:"#001b22",shade30:"#00333f",shade20:"#004555",shade10:"#005265",primary:"#005b70",tint10:"#0f6c81",tint20:"#237d92",tint30:"#4496a9",tint40:"#94c8d4",tint50:"#c3e1e8",tint60:"#eff7f9"};var Pi={shade50:"#001322",shade40:"#002440",shade30:"#004377",shade20:"#005ba1",shade10:"#006cbf",primary:"#0078d4",tint10:"#1a86d9",tint20:"#3595de",tint30:"#5caae5",tint40:"#a9d3f2",tint50:"#d0e7f8",tint60:"#f3f9fd"},$i={shade50:"#000c16",shade40:"#00172a",shade30:"#002c4e",shade20:"#003b6a",shade10:"#00467e",primary:"#004e8c",tint10:"#125e9a",tint20:"#286fa8",tint30:"#4a89ba",tint40:"#9abfdc",tint50:"#c7dced",tint60:"#f0f6fa"};var Ni={shade50:"#0d1126",shade40:"#182047",shade30:"#2c3c85",shade20:"#3c51b4",shade10:"#4760d5",primary:"#4f6bed",tint10:"#637cef",tint20:"#778df1",tint30:"#93a4f4",tint40:"#c8d1fa",tint50:"#e1e6fc",tint60:"#f7f9fe"},Ai={shade50:"#00061d",shade40:"#000c36",shade30:"#001665",shade20:"#001e89",shade10:"#0023a2",primary:"#0027b4",tint10:"#173bbd",tint20:"#3050c6",tint30:"#546fd2",tint40:"#a3b2e8",tint50:"#ccd5f3",tint60:"#f2f4fc"},Ti={shade50:"#120f25",shade40:"#221d46",shade30:"#3f3682",shade20:"#5649b0",shade10:"#6656d1",primary:"#7160e8",tint10:"#8172eb",tint20:"#9184ee",tint30:"#a79cf1",tint40:"#d2ccf8",tint50:"#e7e4fb",tint60:"#f9f8fe"},Fi={shade50:"#0f0717",shade40:"#1c0e2b",shade30:"#341a51",shade20:"#46236e",shade10:"#532982",primary:"#5c2e91",tint10:"#6b3f9e",tint20:"#7c52ab",tint30:"#9470bd",tint40:"#c6b1de",tint50:"#e0d3ed",tint60:"#f7f4fb"};var Ci={shade50:"#160418",shade40:"#29072e",shade30:"#4c0d55",shade20:"#671174",shade10:"#7a1589",primary:"#881798",tint10:"#952aa4",tint20:"#a33fb1",tint30:"#b55fc1",tint40:"#d9a7e0",tint50:"#eaceef",tint60:"#faf2fb"},Ri={shade50:"#1f091d",shade40:"#3a1136",shade30:"#6d2064",shade20:"#932b88",shade10:"#af33a1",primary:"#c239b3",tint10:"#c94cbc",tint20:"#d161c4",tint30:"#da7ed0",tint40:"#edbbe7",tint50:"#f5daf2",tint60:"#fdf5fc"},Ii={shade50:"#1c0b1f",shade40:"#35153a",shade30:"#63276d",shade20:"#863593",shade10:"#9f3faf",primary:"#b146c2",tint10:"#ba58c9",tint20:"#c36bd1",tint30:"#cf87da",tint40:"#e6bfed",tint50:"#f2dcf5",tint60:"#fcf6fd"},Li={shade50:"#24091b",shade40:"#441232",shade30:"#80215d",shade20:"#ad2d7e",shade10:"#cd3595",primary:"#e43ba6",tint10:"#e750b0",tint20:"#ea66ba",tint30:"#ef85c8",tint40:"#f7c0e3",tint50:"#fbddf0",tint60:"#fef6fb"};var Di={shade50:"#1f0013",shade40:"#390024",shade30:"#6b0043",shade20:"#91005a",shade10:"#ac006b",primary:"#bf0077",tint10:"#c71885",tint20:"#ce3293",tint30:"#d957a8",tint40:"#eca5d1",tint50:"#f5cee6",tint60:"#fcf2f9"},Hi={shade50:"#13000c",shade40:"#240017",shade30:"#43002b",shade20:"#5a003b",shade10:"#6b0045",primary:"#77004d",tint10:"#87105d",tint20:"#98246f",tint30:"#ad4589",tint40:"#d696c0",tint50:"#e9c4dc",tint60:"#faf0f6"},Mi={shade50:"#141313",shade40:"#252323",shade30:"#444241",shade20:"#5d5958",shade10:"#6e6968",primary:"#7a7574",tint10:"#8a8584",tint20:"#9a9594",tint30:"#afabaa",tint40:"#d7d4d4",tint50:"#eae8e8",tint60:"#faf9f9"},Ei={shade50:"#0f0e0e",shade40:"#1c1b1a",shade30:"#343231",shade20:"#474443",shade10:"#54514f",primary:"#5d5a58",tint10:"#706d6b",tint20:"#84817e",tint30:"#9e9b99",tint40:"#cecccb",tint50:"#e5e4e3",tint60:"#f8f8f8"};var _i={shade50:"#111314",shade40:"#1f2426",shade30:"#3b4447",shade20:"#505c60",shade10:"#5f6d71",primary:"#69797e",tint10:"#79898d",tint20:"#89989d",tint30:"#a0adb2",tint40:"#cdd6d8",tint50:"#e4e9ea",tint60:"#f8f9fa"},Oi={shade50:"#090a0b",shade40:"#111315",shade30:"#202427",shade20:"#2b3135",shade10:"#333a3f",primary:"#394146",tint10:"#4d565c",tint20:"#626c72",tint30:"#808a90",tint40:"#bcc3c7",tint50:"#dbdfe1",tint60:"#f6f7f8"};var S={red:li,green:kn,darkOrange:ci,yellow:gi,berry:Ri,lightGreen:ki,marigold:hi},me={darkRed:ii,cranberry:yn,pumpkin:di,peach:pi,gold:mi,brass:fi,brown:vi,forest:bi,seafoam:yi,darkGreen:Si,lightTeal:xi,teal:Bi,steel:wi,blue:Pi,royalBlue:$i,cornflower:Ni,navy:Ai,lavender:Ti,purple:Fi,grape:Ci,lilac:Ii,pink:Li,magenta:Di,plum:Hi,beige:Mi,mink:Ei,platinum:_i,anchor:Oi},k={cranberry:yn,green:kn,orange:ui};var co=["red","green","darkOrange","yellow","berry","lightGreen","marigold"],uo=["darkRed","cranberry","pumpkin","peach","gold","brass","brown","forest","seafoam","darkGreen","lightTeal","teal","steel","blue","royalBlue","cornflower","navy","lavender","purple","grape","lilac","pink","magenta","plum","beige","mink","platinum","anchor"];var O={success:"green",warning:"orange",danger:"cranberry"};var or=co.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background1`]:S[e].tint60,[`colorPalette${r}Background2`]:S[e].tint40,[`colorPalette${r}Background3`]:S[e].primary,[`colorPalette${r}Foreground1`]:S[e].shade10,[`colorPalette${r}Foreground2`]:S[e].shade30,[`colorPalette${r}Foreground3`]:S[e].primary,[`colorPalette${r}BorderActive`]:S[e].primary,[`colorPalette${r}Border1`]:S[e].tint40,[`colorPalette${r}Border2`]:S[e].primary};return Object.assign(t,o)},{});or.colorPaletteYellowForeground1=S.yellow.shade30;or.colorPaletteRedForegroundInverted=S.red.tint20;or.colorPaletteGreenForegroundInverted=S.green.tint20;or.colorPaletteYellowForegroundInverted=S.yellow.tint40;var hd=uo.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background2`]:me[e].tint40,[`colorPalette${r}Foreground2`]:me[e].shade30,[`colorPalette${r}BorderActive`]:me[e].primary};return Object.assign(t,o)},{}),zi={...or,...hd},rt=Object.entries(O).reduce((t,[e,r])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:k[r].tint60,[`colorStatus${o}Background2`]:k[r].tint40,[`colorStatus${o}Background3`]:k[r].primary,[`colorStatus${o}Foreground1`]:k[r].shade10,[`colorStatus${o}Foreground2`]:k[r].shade30,[`colorStatus${o}Foreground3`]:k[r].primary,[`colorStatus${o}ForegroundInverted`]:k[r].tint30,[`colorStatus${o}BorderActive`]:k[r].primary,[`colorStatus${o}Border1`]:k[r].tint40,[`colorStatus${o}Border2`]:k[r].primary};return Object.assign(t,n)},{});rt.colorStatusDangerBackground3Hover=k[O.danger].shade10;rt.colorStatusDangerBackground3Pressed=k[O.danger].shade20;rt.colorStatusWarningForeground1=k[O.warning].shade20;rt.colorStatusWarningForeground3=k[O.warning].shade20;rt.colorStatusWarningBorder2=k[O.warning].shade20;var Vi=t=>({colorNeutralForeground1:u[14],colorNeutralForeground1Hover:u[14],colorNeutralForeground1Pressed:u[14],colorNeutralForeground1Selected:u[14],colorNeutralForeground2:u[26],colorNeutralForeground2Hover:u[14],colorNeutralForeground2Pressed:u[14],colorNeutralForeground2Selected:u[14],colorNeutralForeground2BrandHover:t[80],colorNeutralForeground2BrandPressed:t[70],colorNeutralForeground2BrandSelected:t[80],colorNeutralForeground3:u[38],colorNeutralForeground3Hover:u[26],colorNeutralForeground3Pressed:u[26],colorNeutralForeground3Selected:u[26],colorNeutralForeground3BrandHover:t[80],colorNeutralForeground3BrandPressed:t[70],colorNeutralForeground3BrandSelected:t[80],colorNeutralForeground4:u[44],colorNeutralForeground5:u[38],colorNeutralForeground5Hover:u[14],colorNeutralForeground5Pressed:u[14],colorNeutralForeground5Selected:u[14],colorNeutralForegroundDisabled:u[74],colorNeutralForegroundInvertedDisabled:D[40],colorBrandForegroundLink:t[70],colorBrandForegroundLinkHover:t[60],colorBrandForegroundLinkPressed:t[40],colorBrandForegroundLinkSelected:t[70],colorNeutralForeground2Link:u[26],colorNeutralForeground2LinkHover:u[14],colorNeutralForeground2LinkPressed:u[14],colorNeutralForeground2LinkSelected:u[14],colorCompoundBrandForeground1:t[80],colorCompoundBrandForeground1Hover:t[70],colorCompoundBrandForeground1Pressed:t[60],colorBrandForeground1:t[80],colorBrandForeground2:t[70],colorBrandForeground2Hover:t[60],colorBrandForeground2Pressed:t[30],colorNeutralForeground1Static:u[14],colorNeutralForegroundStaticInverted:f,colorNeutralForegroundInverted:f,colorNeutralForegroundInvertedHover:f,colorNeutralForegroundInvertedPressed:f,colorNeutralForegroundInvertedSelected:f,colorNeutralForegroundInverted2:f,colorNeutralForegroundOnBrand:f,colorNeutralForegroundInvertedLink:f,colorNeutralForegroundInvertedLinkHover:f,colorNeutralForegroundInvertedLinkPressed:f,colorNeutralForegroundInvertedLinkSelected:f,colorBrandForegroundInverted:t[100],colorBrandForegroundInvertedHover:t[110],colorBrandForegroundInvertedPressed:t[100],colorBrandForegroundOnLight:t[80],colorBrandForegroundOnLightHover:t[70],colorBrandForegroundOnLightPressed:t[50],colorBrandForegroundOnLightSelected:t[60],colorNeutralBackground1:f,colorNeutralBackground1Hover:u[96],colorNeutralBackground1Pressed:u[88],colorNeutralBackground1Selected:u[92],colorNeutralBackground2:u[98],colorNeutralBackground2Hover:u[94],colorNeutralBackground2Pressed:u[86],colorNeutralBackground2Selected:u[90],colorNeutralBackground3:u[96],colorNeutralBackground3Hover:u[92],colorNeutralBackground3Pressed:u[84],colorNeutralBackground3Selected:u[88],colorNeutralBackground4:u[94],colorNeutralBackground4Hover:u[98],colorNeutralBackground4Pressed:u[96],colorNeutralBackground4Selected:f,colorNeutralBackground5:u[92],colorNeutralBackground5Hover:u[96],colorNeutralBackground5Pressed:u[94],colorNeutralBackground5Selected:u[98],colorNeutralBackground6:u[90],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:u[92],colorNeutralBackground7Pressed:u[84],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:u[99],colorNeutralBackgroundInverted:u[16],colorNeutralBackgroundInvertedHover:u[24],colorNeutralBackgroundInvertedPressed:u[12],colorNeutralBackgroundInvertedSelected:u[22],colorNeutralBackgroundStatic:u[20],colorNeutralBackgroundAlpha:D[50],colorNeutralBackgroundAlpha2:D[80],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:u[96],colorSubtleBackgroundPressed:u[88],colorSubtleBackgroundSelected:u[92],colorSubtleBackgroundLightAlphaHover:D[70],colorSubtleBackgroundLightAlphaPressed:D[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:J[10],colorSubtleBackgroundInvertedPressed:J[30],colorSubtleBackgroundInvertedSelected:J[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:u[94],colorNeutralBackgroundDisabled2:f,colorNeutralBackgroundInvertedDisabled:D[10],colorNeutralStencil1:u[90],colorNeutralStencil2:u[98],colorNeutralStencil1Alpha:J[10],colorNeutralStencil2Alpha:J[5],colorBackgroundOverlay:J[40],colorScrollbarOverlay:J[50],colorBrandBackground:t[80],colorBrandBackgroundHover:t[70],colorBrandBackgroundPressed:t[40],colorBrandBackgroundSelected:t[60],colorCompoundBrandBackground:t[80],colorCompoundBrandBackgroundHover:t[70],colorCompoundBrandBackgroundPressed:t[60],colorBrandBackgroundStatic:t[80],colorBrandBackground2:t[160],colorBrandBackground2Hover:t[150],colorBrandBackground2Pressed:t[130],colorBrandBackground3Static:t[60],colorBrandBackground4Static:t[40],colorBrandBackgroundInverted:f,colorBrandBackgroundInvertedHover:t[160],colorBrandBackgroundInvertedPressed:t[140],colorBrandBackgroundInvertedSelected:t[150],colorNeutralCardBackground:u[98],colorNeutralCardBackgroundHover:f,colorNeutralCardBackgroundPressed:u[96],colorNeutralCardBackgroundSelected:u[92],colorNeutralCardBackgroundDisabled:u[94],colorNeutralStrokeAccessible:u[38],colorNeutralStrokeAccessibleHover:u[34],colorNeutralStrokeAccessiblePressed:u[30],colorNeutralStrokeAccessibleSelected:t[80],colorNeutralStroke1:u[82],colorNeutralStroke1Hover:u[78],colorNeutralStroke1Pressed:u[70],colorNeutralStroke1Selected:u[74],colorNeutralStroke2:u[88],colorNeutralStroke3:u[94],colorNeutralStroke4:u[92],colorNeutralStroke4Hover:u[88],colorNeutralStroke4Pressed:u[84],colorNeutralStroke4Selected:u[92],colorNeutralStrokeSubtle:u[88],colorNeutralStrokeOnBrand:f,colorNeutralStrokeOnBrand2:f,colorNeutralStrokeOnBrand2Hover:f,colorNeutralStrokeOnBrand2Pressed:f,colorNeutralStrokeOnBrand2Selected:f,colorBrandStroke1:t[80],colorBrandStroke2:t[140],colorBrandStroke2Hover:t[120],colorBrandStroke2Pressed:t[80],colorBrandStroke2Contrast:t[140],colorCompoundBrandStroke:t[80],colorCompoundBrandStrokeHover:t[70],colorCompoundBrandStrokePressed:t[60],colorNeutralStrokeDisabled:u[88],colorNeutralStrokeDisabled2:u[92],colorNeutralStrokeInvertedDisabled:D[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:J[5],colorNeutralStrokeAlpha2:D[20],colorStrokeFocus1:f,colorStrokeFocus2:At,colorNeutralShadowAmbient:"rgba(0,0,0,0.12)",colorNeutralShadowKey:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.06)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.07)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.20)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.24)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var nr={borderRadiusNone:"0",borderRadiusSmall:"2px",borderRadiusMedium:"4px",borderRadiusLarge:"6px",borderRadiusXLarge:"8px",borderRadius2XLarge:"12px",borderRadius3XLarge:"16px",borderRadius4XLarge:"24px",borderRadius5XLarge:"32px",borderRadius6XLarge:"40px",borderRadiusCircular:"10000px"};var po={curveAccelerateMax:"cubic-bezier(0.9,0.1,1,0.2)",curveAccelerateMid:"cubic-bezier(1,0,1,1)",curveAccelerateMin:"cubic-bezier(0.8,0,0.78,1)",curveDecelerateMax:"cubic-bezier(0.1,0.9,0.2,1)",curveDecelerateMid:"cubic-bezier(0,0,0,1)",curveDecelerateMin:"cubic-bezier(0.33,0,0.1,1)",curveEasyEaseMax:"cubic-bezier(0.8,0,0.2,1)",curveEasyEase:"cubic-bezier(0.33,0,0.67,1)",curveLinear:"cubic-bezier(0,0,1,1)"};var ho={durationUltraFast:"50ms",durationFaster:"100ms",durationFast:"150ms",durationNormal:"200ms",durationGentle:"250ms",durationSlow:"300ms",durationSlower:"400ms",durationUltraSlow:"500ms"};var ar={fontSizeBase100:"10px",fontSizeBase200:"12px",fontSizeBase300:"14px",fontSizeBase400:"16px",fontSizeBase500:"20px",fontSizeBase600:"24px",fontSizeHero700:"28px",fontSizeHero800:"32px",fontSizeHero900:"40px",fontSizeHero1000:"68px"},sr={lineHeightBase100:"14px",lineHeightBase200:"16px",lineHeightBase300:"20px",lineHeightBase400:"22px",lineHeightBase500:"28px",lineHeightBase600:"32px",lineHeightHero700:"36px",lineHeightHero800:"40px",lineHeightHero900:"52px",lineHeightHero1000:"92px"},ir={fontWeightRegular:400,fontWeightMedium:500,fontWeightSemibold:600,fontWeightBold:700},lr={fontFamilyBase:"'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",fontFamilyMonospace:"Consolas, 'Courier New', Courier, monospace",fontFamilyNumeric:"Bahnschrift, 'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif"};var T={none:"0",xxs:"2px",xs:"4px",sNudge:"6px",s:"8px",mNudge:"10px",m:"12px",l:"16px",xl:"20px",xxl:"24px",xxxl:"32px"},go={spacingHorizontalNone:T.none,spacingHorizontalXXS:T.xxs,spacingHorizontalXS:T.xs,spacingHorizontalSNudge:T.sNudge,spacingHorizontalS:T.s,spacingHorizontalMNudge:T.mNudge,spacingHorizontalM:T.m,spacingHorizontalL:T.l,spacingHorizontalXL:T.xl,spacingHorizontalXXL:T.xxl,spacingHorizontalXXXL:T.xxxl},mo={spacingVerticalNone:T.none,spacingVerticalXXS:T.xxs,spacingVerticalXS:T.xs,spacingVerticalSNudge:T.sNudge,spacingVerticalS:T.s,spacingVerticalMNudge:T.mNudge,spacingVerticalM:T.m,spacingVerticalL:T.l,spacingVerticalXL:T.xl,spacingVerticalXXL:T.xxl,spacingVerticalXXXL:T.xxxl};var cr={strokeWidthThin:"1px",strokeWidthThick:"2px",strokeWidthThicker:"3px",strokeWidthThickest:"4px"};function Tt(t,e,r=""){return{[`shadow2${r}`]:`0 0 2px ${t}, 0 1px 2px ${e}`,[`shadow4${r}`]:`0 0 2px ${t}, 0 2px 4px ${e}`,[`shadow8${r}`]:`0 0 2px ${t}, 0 4px 8px ${e}`,[`shadow16${r}`]:`0 0 2px ${t}, 0 8px 16px ${e}`,[`shadow28${r}`]:`0 0 8px ${t}, 0 14px 28px ${e}`,[`shadow64${r}`]:`0 0 8px ${t}, 0 32px 64px ${e}`}}var Ui=t=>{let e=Vi(t);return{...nr,...ar,...sr,...lr,...ir,...cr,...go,...mo,...ho,...po,...e,...zi,...rt,...Tt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...Tt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var fo={10:"#061724",20:"#082338",30:"#0a2e4a",40:"#0c3b5e",50:"#0e4775",60:"#0f548c",70:"#115ea3",80:"#0f6cbd",90:"#2886de",100:"#479ef5",110:"#62abf5",120:"#77b7f7",130:"#96c6fa",140:"#b4d6fa",150:"#cfe4fa",160:"#ebf3fc"};var fe=co.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background1`]:S[e].shade40,[`colorPalette${r}Background2`]:S[e].shade30,[`colorPalette${r}Background3`]:S[e].primary,[`colorPalette${r}Foreground1`]:S[e].tint30,[`colorPalette${r}Foreground2`]:S[e].tint40,[`colorPalette${r}Foreground3`]:S[e].tint20,[`colorPalette${r}BorderActive`]:S[e].tint30,[`colorPalette${r}Border1`]:S[e].primary,[`colorPalette${r}Border2`]:S[e].tint20};return Object.assign(t,o)},{});fe.colorPaletteRedForeground3=S.red.tint30;fe.colorPaletteRedBorder2=S.red.tint30;fe.colorPaletteGreenForeground3=S.green.tint40;fe.colorPaletteGreenBorder2=S.green.tint40;fe.colorPaletteDarkOrangeForeground3=S.darkOrange.tint30;fe.colorPaletteDarkOrangeBorder2=S.darkOrange.tint30;fe.colorPaletteRedForegroundInverted=S.red.primary;fe.colorPaletteGreenForegroundInverted=S.green.primary;fe.colorPaletteYellowForegroundInverted=S.yellow.shade30;var Sn=uo.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background2`]:me[e].shade30,[`colorPalette${r}Foreground2`]:me[e].tint40,[`colorPalette${r}BorderActive`]:me[e].tint30};return Object.assign(t,o)},{});Sn.colorPaletteDarkRedBackground2=me.darkRed.shade20;Sn.colorPalettePlumBackground2=me.plum.shade20;var ji={...fe,...Sn},Re=Object.entries(O).reduce((t,[e,r])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:k[r].shade40,[`colorStatus${o}Background2`]:k[r].shade30,[`colorStatus${o}Background3`]:k[r].primary,[`colorStatus${o}Foreground1`]:k[r].tint30,[`colorStatus${o}Foreground2`]:k[r].tint40,[`colorStatus${o}Foreground3`]:k[r].tint20,[`colorStatus${o}BorderActive`]:k[r].tint30,[`colorStatus${o}ForegroundInverted`]:k[r].shade10,[`colorStatus${o}Border1`]:k[r].primary,[`colorStatus${o}Border2`]:k[r].tint20};return Object.assign(t,n)},{});Re.colorStatusDangerBackground3Hover=k[O.danger].shade10;Re.colorStatusDangerBackground3Pressed=k[O.danger].shade20;Re.colorStatusDangerForeground3=k[O.danger].tint40;Re.colorStatusDangerBorder2=k[O.danger].tint30;Re.colorStatusSuccessForeground3=k[O.success].tint40;Re.colorStatusSuccessBorder2=k[O.success].tint40;Re.colorStatusWarningForegroundInverted=k[O.warning].shade20;var dr=Ui(fo);var Wi=t=>({colorNeutralForeground1:f,colorNeutralForeground1Hover:f,colorNeutralForeground1Pressed:f,colorNeutralForeground1Selected:f,colorNeutralForeground2:u[84],colorNeutralForeground2Hover:f,colorNeutralForeground2Pressed:f,colorNeutralForeground2Selected:f,colorNeutralForeground2BrandHover:t[100],colorNeutralForeground2BrandPressed:t[90],colorNeutralForeground2BrandSelected:t[100],colorNeutralForeground3:u[68],colorNeutralForeground3Hover:u[84],colorNeutralForeground3Pressed:u[84],colorNeutralForeground3Selected:u[84],colorNeutralForeground3BrandHover:t[100],colorNeutralForeground3BrandPressed:t[90],colorNeutralForeground3BrandSelected:t[100],colorNeutralForeground4:u[60],colorNeutralForeground5:u[68],colorNeutralForeground5Hover:f,colorNeutralForeground5Pressed:f,colorNeutralForeground5Selected:f,colorNeutralForegroundDisabled:u[36],colorNeutralForegroundInvertedDisabled:D[40],colorBrandForegroundLink:t[100],colorBrandForegroundLinkHover:t[110],colorBrandForegroundLinkPressed:t[90],colorBrandForegroundLinkSelected:t[100],colorNeutralForeground2Link:u[84],colorNeutralForeground2LinkHover:f,colorNeutralForeground2LinkPressed:f,colorNeutralForeground2LinkSelected:f,colorCompoundBrandForeground1:t[100],colorCompoundBrandForeground1Hover:t[110],colorCompoundBrandForeground1Pressed:t[90],colorBrandForeground1:t[100],colorBrandForeground2:t[110],colorBrandForeground2Hover:t[130],colorBrandForeground2Pressed:t[160],colorNeutralForeground1Static:u[14],colorNeutralForegroundStaticInverted:f,colorNeutralForegroundInverted:u[14],colorNeutralForegroundInvertedHover:u[14],colorNeutralForegroundInvertedPressed:u[14],colorNeutralForegroundInvertedSelected:u[14],colorNeutralForegroundInverted2:u[14],colorNeutralForegroundOnBrand:f,colorNeutralForegroundInvertedLink:f,colorNeutralForegroundInvertedLinkHover:f,colorNeutralForegroundInvertedLinkPressed:f,colorNeutralForegroundInvertedLinkSelected:f,colorBrandForegroundInverted:t[80],colorBrandForegroundInvertedHover:t[70],colorBrandForegroundInvertedPressed:t[60],colorBrandForegroundOnLight:t[80],colorBrandForegroundOnLightHover:t[70],colorBrandForegroundOnLightPressed:t[50],colorBrandForegroundOnLightSelected:t[60],colorNeutralBackground1:u[16],colorNeutralBackground1Hover:u[24],colorNeutralBackground1Pressed:u[12],colorNeutralBackground1Selected:u[22],colorNeutralBackground2:u[12],colorNeutralBackground2Hover:u[20],colorNeutralBackground2Pressed:u[8],colorNeutralBackground2Selected:u[18],colorNeutralBackground3:u[8],colorNeutralBackground3Hover:u[16],colorNeutralBackground3Pressed:u[4],colorNeutralBackground3Selected:u[14],colorNeutralBackground4:u[4],colorNeutralBackground4Hover:u[12],colorNeutralBackground4Pressed:At,colorNeutralBackground4Selected:u[10],colorNeutralBackground5:At,colorNeutralBackground5Hover:u[8],colorNeutralBackground5Pressed:u[2],colorNeutralBackground5Selected:u[6],colorNeutralBackground6:u[20],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:u[10],colorNeutralBackground7Pressed:u[4],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:u[16],colorNeutralBackgroundInverted:f,colorNeutralBackgroundInvertedHover:u[96],colorNeutralBackgroundInvertedPressed:u[88],colorNeutralBackgroundInvertedSelected:u[92],colorNeutralBackgroundStatic:u[24],colorNeutralBackgroundAlpha:ai[50],colorNeutralBackgroundAlpha2:si[70],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:u[22],colorSubtleBackgroundPressed:u[18],colorSubtleBackgroundSelected:u[20],colorSubtleBackgroundLightAlphaHover:bn[80],colorSubtleBackgroundLightAlphaPressed:bn[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:J[10],colorSubtleBackgroundInvertedPressed:J[30],colorSubtleBackgroundInvertedSelected:J[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:u[8],colorNeutralBackgroundDisabled2:u[16],colorNeutralBackgroundInvertedDisabled:D[10],colorNeutralStencil1:u[34],colorNeutralStencil2:u[20],colorNeutralStencil1Alpha:D[10],colorNeutralStencil2Alpha:D[5],colorBackgroundOverlay:J[50],colorScrollbarOverlay:D[60],colorBrandBackground:t[70],colorBrandBackgroundHover:t[80],colorBrandBackgroundPressed:t[40],colorBrandBackgroundSelected:t[60],colorCompoundBrandBackground:t[100],colorCompoundBrandBackgroundHover:t[110],colorCompoundBrandBackgroundPressed:t[90],colorBrandBackgroundStatic:t[80],colorBrandBackground2:t[20],colorBrandBackground2Hover:t[40],colorBrandBackground2Pressed:t[10],colorBrandBackground3Static:t[60],colorBrandBackground4Static:t[40],colorBrandBackgroundInverted:f,colorBrandBackgroundInvertedHover:t[160],colorBrandBackgroundInvertedPressed:t[140],colorBrandBackgroundInvertedSelected:t[150],colorNeutralCardBackground:u[20],colorNeutralCardBackgroundHover:u[24],colorNeutralCardBackgroundPressed:u[18],colorNeutralCardBackgroundSelected:u[22],colorNeutralCardBackgroundDisabled:u[8],colorNeutralStrokeAccessible:u[68],colorNeutralStrokeAccessibleHover:u[74],colorNeutralStrokeAccessiblePressed:u[70],colorNeutralStrokeAccessibleSelected:t[100],colorNeutralStroke1:u[40],colorNeutralStroke1Hover:u[46],colorNeutralStroke1Pressed:u[42],colorNeutralStroke1Selected:u[44],colorNeutralStroke2:u[32],colorNeutralStroke3:u[24],colorNeutralStroke4:u[24],colorNeutralStroke4Hover:u[18],colorNeutralStroke4Pressed:u[14],colorNeutralStroke4Selected:u[24],colorNeutralStrokeSubtle:u[4],colorNeutralStrokeOnBrand:u[16],colorNeutralStrokeOnBrand2:f,colorNeutralStrokeOnBrand2Hover:f,colorNeutralStrokeOnBrand2Pressed:f,colorNeutralStrokeOnBrand2Selected:f,colorBrandStroke1:t[100],colorBrandStroke2:t[50],colorBrandStroke2Hover:t[50],colorBrandStroke2Pressed:t[30],colorBrandStroke2Contrast:t[50],colorCompoundBrandStroke:t[100],colorCompoundBrandStrokeHover:t[110],colorCompoundBrandStrokePressed:t[90],colorNeutralStrokeDisabled:u[26],colorNeutralStrokeDisabled2:u[24],colorNeutralStrokeInvertedDisabled:D[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:D[10],colorNeutralStrokeAlpha2:D[20],colorStrokeFocus1:At,colorStrokeFocus2:f,colorNeutralShadowAmbient:"rgba(0,0,0,0.24)",colorNeutralShadowKey:"rgba(0,0,0,0.28)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.12)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.40)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.48)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var Gi=t=>{let e=Wi(t);return{...nr,...ar,...sr,...lr,...ir,...cr,...go,...mo,...ho,...po,...e,...ji,...Re,...Tt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...Tt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var ur=Gi(fo);var xn="keyless.theme",Bn=matchMedia("(prefers-color-scheme: dark)"),Ft=()=>{let t=localStorage.getItem(xn);return t?t==="dark":Bn.matches};function vo(){lo(Ft()?ur:dr),document.documentElement.dataset.theme=Ft()?"dark":"light",dispatchEvent(new Event("keyless-theme"))}function qi(){let t=!Ft();t===Bn.matches?localStorage.removeItem(xn):localStorage.setItem(xn,t?"dark":"light"),vo()}Bn.addEventListener("change",vo);var bo=globalThis,ko=bo.ShadowRoot&&(bo.ShadyCSS===void 0||bo.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Ki=Symbol(),Xi=new WeakMap,yo=class{constructor(e,r,o){if(this._$cssResult$=!0,o!==Ki)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=r}get styleSheet(){let e=this.o,r=this.t;if(ko&&e===void 0){let o=r!==void 0&&r.length===1;o&&(e=Xi.get(r)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),o&&Xi.set(r,e))}return e}toString(){return this.cssText}},Yi=t=>new yo(typeof t=="string"?t:t+"",void 0,Ki);var Ji=(t,e)=>{if(ko)t.adoptedStyleSheets=e.map(r=>r instanceof CSSStyleSheet?r:r.styleSheet);else for(let r of e){let o=document.createElement("style"),n=bo.litNonce;n!==void 0&&o.setAttribute("nonce",n),o.textContent=r.cssText,t.appendChild(o)}},wn=ko?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let r="";for(let o of e.cssRules)r+=o.cssText;return Yi(r)})(t):t;var{is:gd,defineProperty:md,getOwnPropertyDescriptor:fd,getOwnPropertyNames:vd,getOwnPropertySymbols:bd,getPrototypeOf:yd}=Object,So=globalThis,Qi=So.trustedTypes,kd=Qi?Qi.emptyScript:"",Sd=So.reactiveElementPolyfillSupport,pr=(t,e)=>t,Pn={toAttribute(t,e){switch(e){case Boolean:t=t?kd:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let r=t;switch(e){case Boolean:r=t!==null;break;case Number:r=t===null?null:Number(t);break;case Object:case Array:try{r=JSON.parse(t)}catch{r=null}}return r}},el=(t,e)=>!gd(t,e),Zi={attribute:!0,type:String,converter:Pn,reflect:!1,useDefault:!1,hasChanged:el};Symbol.metadata??=Symbol("metadata"),So.litPropertyMetadata??=new WeakMap;var Ie=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,r=Zi){if(r.state&&(r.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((r=Object.create(r)).wrapped=!0),this.elementProperties.set(e,r),!r.noAccessor){let o=Symbol(),n=this.getPropertyDescriptor(e,o,r);n!==void 0&&md(this.prototype,e,n)}}static getPropertyDescriptor(e,r,o){let{get:n,set:a}=fd(this.prototype,e)??{get(){return this[r]},set(s){this[r]=s}};return{get:n,set(s){let i=n?.call(this);a?.call(this,s),this.requestUpdate(e,i,o)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Zi}static _$Ei(){if(this.hasOwnProperty(pr("elementProperties")))return;let e=yd(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(pr("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(pr("properties"))){let r=this.properties,o=[...vd(r),...bd(r)];for(let n of o)this.createProperty(n,r[n])}let e=this[Symbol.metadata];if(e!==null){let r=litPropertyMetadata.get(e);if(r!==void 0)for(let[o,n]of r)this.elementProperties.set(o,n)}this._$Eh=new Map;for(let[r,o]of this.elementProperties){let n=this._$Eu(r,o);n!==void 0&&this._$Eh.set(n,r)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let r=[];if(Array.isArray(e)){let o=new Set(e.flat(1/0).reverse());for(let n of o)r.unshift(wn(n))}else e!==void 0&&r.push(wn(e));return r}static _$Eu(e,r){let o=r.attribute;return o===!1?void 0:typeof o=="string"?o:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,r=this.constructor.elementProperties;for(let o of r.keys())this.hasOwnProperty(o)&&(e.set(o,this[o]),delete this[o]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ji(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,r,o){this._$AK(e,o)}_$ET(e,r){let o=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,o);if(n!==void 0&&o.reflect===!0){let a=(o.converter?.toAttribute!==void 0?o.converter:Pn).toAttribute(r,o.type);this._$Em=e,a==null?this.removeAttribute(n):this.setAttribute(n,a),this._$Em=null}}_$AK(e,r){let o=this.constructor,n=o._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let a=o.getPropertyOptions(n),s=typeof a.converter=="function"?{fromAttribute:a.converter}:a.converter?.fromAttribute!==void 0?a.converter:Pn;this._$Em=n;let i=s.fromAttribute(r,a.type);this[n]=i??this._$Ej?.get(n)??i,this._$Em=null}}requestUpdate(e,r,o,n=!1,a){if(e!==void 0){let s=this.constructor;if(n===!1&&(a=this[e]),o??=s.getPropertyOptions(e),!((o.hasChanged??el)(a,r)||o.useDefault&&o.reflect&&a===this._$Ej?.get(e)&&!this.hasAttribute(s._$Eu(e,o))))return;this.C(e,r,o)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,r,{useDefault:o,reflect:n,wrapped:a},s){o&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,s??r??this[e]),a!==!0||s!==void 0)||(this._$AL.has(e)||(this.hasUpdated||o||(r=void 0),this._$AL.set(e,r)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(r){Promise.reject(r)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,a]of this._$Ep)this[n]=a;this._$Ep=void 0}let o=this.constructor.elementProperties;if(o.size>0)for(let[n,a]of o){let{wrapped:s}=a,i=this[n];s!==!0||this._$AL.has(n)||i===void 0||this.C(n,void 0,a,i)}}let e=!1,r=this._$AL;try{e=this.shouldUpdate(r),e?(this.willUpdate(r),this._$EO?.forEach(o=>o.hostUpdate?.()),this.update(r)):this._$EM()}catch(o){throw e=!1,this._$EM(),o}e&&this._$AE(r)}willUpdate(e){}_$AE(e){this._$EO?.forEach(r=>r.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(r=>this._$ET(r,this[r])),this._$EM()}updated(e){}firstUpdated(e){}};Ie.elementStyles=[],Ie.shadowRootOptions={mode:"open"},Ie[pr("elementProperties")]=new Map,Ie[pr("finalized")]=new Map,Sd?.({ReactiveElement:Ie}),(So.reactiveElementVersions??=[]).push("2.1.2");var Rn=globalThis,tl=t=>t,xo=Rn.trustedTypes,rl=xo?xo.createPolicy("lit-html",{createHTML:t=>t}):void 0,ll="$lit$",ze=`lit$${Math.random().toFixed(9).slice(2)}$`,cl="?"+ze,xd=`<${cl}>`,at=document,gr=()=>at.createComment(""),mr=t=>t===null||typeof t!="object"&&typeof t!="function",In=Array.isArray,Bd=t=>In(t)||typeof t?.[Symbol.iterator]=="function",$n=`[ 	
\f\r]`,hr=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ol=/-->/g,nl=/>/g,ot=RegExp(`>|${$n}(?:([^\\s"'>=/]+)(${$n}*=${$n}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),al=/'/g,sl=/"/g,dl=/^(?:script|style|textarea|title)$/i,Ln=t=>(e,...r)=>({_$litType$:t,strings:e,values:r}),c=Ln(1),ul=Ln(2),Bf=Ln(3),st=Symbol.for("lit-noChange"),g=Symbol.for("lit-nothing"),il=new WeakMap,nt=at.createTreeWalker(at,129);function pl(t,e){if(!In(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return rl!==void 0?rl.createHTML(e):e}var wd=(t,e)=>{let r=t.length-1,o=[],n,a=e===2?"<svg>":e===3?"<math>":"",s=hr;for(let i=0;i<r;i++){let l=t[i],p,d,h=-1,v=0;for(;v<l.length&&(s.lastIndex=v,d=s.exec(l),d!==null);)v=s.lastIndex,s===hr?d[1]==="!--"?s=ol:d[1]!==void 0?s=nl:d[2]!==void 0?(dl.test(d[2])&&(n=RegExp("</"+d[2],"g")),s=ot):d[3]!==void 0&&(s=ot):s===ot?d[0]===">"?(s=n??hr,h=-1):d[1]===void 0?h=-2:(h=s.lastIndex-d[2].length,p=d[1],s=d[3]===void 0?ot:d[3]==='"'?sl:al):s===sl||s===al?s=ot:s===ol||s===nl?s=hr:(s=ot,n=void 0);let b=s===ot&&t[i+1].startsWith("/>")?" ":"";a+=s===hr?l+xd:h>=0?(o.push(p),l.slice(0,h)+ll+l.slice(h)+ze+b):l+ze+(h===-2?i:b)}return[pl(t,a+(t[r]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),o]},fr=class t{constructor({strings:e,_$litType$:r},o){let n;this.parts=[];let a=0,s=0,i=e.length-1,l=this.parts,[p,d]=wd(e,r);if(this.el=t.createElement(p,o),nt.currentNode=this.el.content,r===2||r===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=nt.nextNode())!==null&&l.length<i;){if(n.nodeType===1){if(n.hasAttributes())for(let h of n.getAttributeNames())if(h.endsWith(ll)){let v=d[s++],b=n.getAttribute(h).split(ze),P=/([.?@])?(.*)/.exec(v);l.push({type:1,index:a,name:P[2],strings:b,ctor:P[1]==="."?An:P[1]==="?"?Tn:P[1]==="@"?Fn:Rt}),n.removeAttribute(h)}else h.startsWith(ze)&&(l.push({type:6,index:a}),n.removeAttribute(h));if(dl.test(n.tagName)){let h=n.textContent.split(ze),v=h.length-1;if(v>0){n.textContent=xo?xo.emptyScript:"";for(let b=0;b<v;b++)n.append(h[b],gr()),nt.nextNode(),l.push({type:2,index:++a});n.append(h[v],gr())}}}else if(n.nodeType===8)if(n.data===cl)l.push({type:2,index:a});else{let h=-1;for(;(h=n.data.indexOf(ze,h+1))!==-1;)l.push({type:7,index:a}),h+=ze.length-1}a++}}static createElement(e,r){let o=at.createElement("template");return o.innerHTML=e,o}};function Ct(t,e,r=t,o){if(e===st)return e;let n=o!==void 0?r._$Co?.[o]:r._$Cl,a=mr(e)?void 0:e._$litDirective$;return n?.constructor!==a&&(n?._$AO?.(!1),a===void 0?n=void 0:(n=new a(t),n._$AT(t,r,o)),o!==void 0?(r._$Co??=[])[o]=n:r._$Cl=n),n!==void 0&&(e=Ct(t,n._$AS(t,e.values),n,o)),e}var Nn=class{constructor(e,r){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=r}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:r},parts:o}=this._$AD,n=(e?.creationScope??at).importNode(r,!0);nt.currentNode=n;let a=nt.nextNode(),s=0,i=0,l=o[0];for(;l!==void 0;){if(s===l.index){let p;l.type===2?p=new vr(a,a.nextSibling,this,e):l.type===1?p=new l.ctor(a,l.name,l.strings,this,e):l.type===6&&(p=new Cn(a,this,e)),this._$AV.push(p),l=o[++i]}s!==l?.index&&(a=nt.nextNode(),s++)}return nt.currentNode=at,n}p(e){let r=0;for(let o of this._$AV)o!==void 0&&(o.strings!==void 0?(o._$AI(e,o,r),r+=o.strings.length-2):o._$AI(e[r])),r++}},vr=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,r,o,n){this.type=2,this._$AH=g,this._$AN=void 0,this._$AA=e,this._$AB=r,this._$AM=o,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,r=this._$AM;return r!==void 0&&e?.nodeType===11&&(e=r.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,r=this){e=Ct(this,e,r),mr(e)?e===g||e==null||e===""?(this._$AH!==g&&this._$AR(),this._$AH=g):e!==this._$AH&&e!==st&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Bd(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==g&&mr(this._$AH)?this._$AA.nextSibling.data=e:this.T(at.createTextNode(e)),this._$AH=e}$(e){let{values:r,_$litType$:o}=e,n=typeof o=="number"?this._$AC(e):(o.el===void 0&&(o.el=fr.createElement(pl(o.h,o.h[0]),this.options)),o);if(this._$AH?._$AD===n)this._$AH.p(r);else{let a=new Nn(n,this),s=a.u(this.options);a.p(r),this.T(s),this._$AH=a}}_$AC(e){let r=il.get(e.strings);return r===void 0&&il.set(e.strings,r=new fr(e)),r}k(e){In(this._$AH)||(this._$AH=[],this._$AR());let r=this._$AH,o,n=0;for(let a of e)n===r.length?r.push(o=new t(this.O(gr()),this.O(gr()),this,this.options)):o=r[n],o._$AI(a),n++;n<r.length&&(this._$AR(o&&o._$AB.nextSibling,n),r.length=n)}_$AR(e=this._$AA.nextSibling,r){for(this._$AP?.(!1,!0,r);e!==this._$AB;){let o=tl(e).nextSibling;tl(e).remove(),e=o}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},Rt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,r,o,n,a){this.type=1,this._$AH=g,this._$AN=void 0,this.element=e,this.name=r,this._$AM=n,this.options=a,o.length>2||o[0]!==""||o[1]!==""?(this._$AH=Array(o.length-1).fill(new String),this.strings=o):this._$AH=g}_$AI(e,r=this,o,n){let a=this.strings,s=!1;if(a===void 0)e=Ct(this,e,r,0),s=!mr(e)||e!==this._$AH&&e!==st,s&&(this._$AH=e);else{let i=e,l,p;for(e=a[0],l=0;l<a.length-1;l++)p=Ct(this,i[o+l],r,l),p===st&&(p=this._$AH[l]),s||=!mr(p)||p!==this._$AH[l],p===g?e=g:e!==g&&(e+=(p??"")+a[l+1]),this._$AH[l]=p}s&&!n&&this.j(e)}j(e){e===g?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},An=class extends Rt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===g?void 0:e}},Tn=class extends Rt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==g)}},Fn=class extends Rt{constructor(e,r,o,n,a){super(e,r,o,n,a),this.type=5}_$AI(e,r=this){if((e=Ct(this,e,r,0)??g)===st)return;let o=this._$AH,n=e===g&&o!==g||e.capture!==o.capture||e.once!==o.once||e.passive!==o.passive,a=e!==g&&(o===g||n);n&&this.element.removeEventListener(this.name,this,o),a&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Cn=class{constructor(e,r,o){this.element=e,this.type=6,this._$AN=void 0,this._$AM=r,this.options=o}get _$AU(){return this._$AM._$AU}_$AI(e){Ct(this,e)}};var Pd=Rn.litHtmlPolyfillSupport;Pd?.(fr,vr),(Rn.litHtmlVersions??=[]).push("3.3.3");var hl=(t,e,r)=>{let o=r?.renderBefore??e,n=o._$litPart$;if(n===void 0){let a=r?.renderBefore??null;o._$litPart$=n=new vr(e.insertBefore(gr(),a),a,void 0,r??{})}return n._$AI(t),n};var Dn=globalThis,Ve=class extends Ie{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let r=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=hl(r,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return st}};Ve._$litElement$=!0,Ve.finalized=!0,Dn.litElementHydrateSupport?.({LitElement:Ve});var $d=Dn.litElementPolyfillSupport;$d?.({LitElement:Ve});(Dn.litElementVersions??=[]).push("4.2.2");var H=JSON.parse(document.querySelector('meta[name="keyless"]').content);var Nd={arm:"https://management.azure.com",graph:"https://graph.microsoft.com",models:"https://cognitiveservices.azure.com"},ve=class extends Error{constructor(r,o,n=0){super(o);this.code=r;this.number=n}},En="keyless.pending",_n="keyless.signed-out",On=H.login+"/organizations/oauth2/v2.0",ml,Bo="",wo=new Map,Hn=new Map,z=()=>ml,fl=t=>btoa(String.fromCharCode(...t)).replaceAll("+","-").replaceAll("/","_").replaceAll("=",""),Mn=()=>fl(crypto.getRandomValues(new Uint8Array(32)));async function vl(){if(location.origin+"/"!==H.redirect)return location.replace(H.redirect+location.hash),zn();let t=new URLSearchParams(location.hash.slice(1));return t.has("state")&&(t.has("code")||t.has("error"))?(await Ad(t),"signed-in"):sessionStorage.getItem(_n)?"signed-out":br()}async function br(t={}){let e={state:Mn(),nonce:Mn(),verifier:Mn(),route:t.route??location.hash};sessionStorage.removeItem(_n),sessionStorage.setItem(En,JSON.stringify(e));let r=await crypto.subtle.digest("SHA-256",new TextEncoder().encode(e.verifier)),o=new URLSearchParams({client_id:H.clientId,response_type:"code",response_mode:"fragment",redirect_uri:H.redirect,scope:kl("arm"),state:e.state,nonce:e.nonce,code_challenge:fl(new Uint8Array(r)),code_challenge_method:"S256"});return t.prompt&&o.set("prompt",t.prompt),location.assign(On+"/authorize?"+o),zn()}async function bl(){return wo.clear(),Bo="",sessionStorage.setItem(_n,"1"),location.assign(On+"/logout?"+new URLSearchParams({client_id:H.clientId,post_logout_redirect_uri:H.redirect})),zn()}async function Ad(t){let e=JSON.parse(sessionStorage.getItem(En)??"null");if(sessionStorage.removeItem(En),history.replaceState(null,"",location.pathname+(e?.route??"")),!e||e.state!==t.get("state"))throw new ve("invalid_state","This answer does not belong to a sign-in that this window began. Sign in again.");let r=t.get("error");if(r)throw yl(r,t.get("error_description")??r,Number(t.get("error_codes")??0));let o=await Sl("arm",{grant_type:"authorization_code",code:t.get("code"),redirect_uri:H.redirect,code_verifier:e.verifier});if(!o||o.nonce!==e.nonce)throw new ve("invalid_nonce","The ID token was not made for this sign-in. Sign in again.");ml={id:String(o.oid),tenant:String(o.tid),name:String(o.name??o.preferred_username??o.oid),userName:String(o.preferred_username??"")}}function yl(t,e,r){let o=/^AADSTS(\d+): /.exec(e);return new ve(t,e.split(" Trace ID: ")[0],r||Number(o?.[1]??0))}var kl=t=>Nd[t]+"/.default openid profile offline_access";async function Sl(t,e){let r=await fetch(On+"/token",{method:"POST",body:new URLSearchParams({client_id:H.clientId,scope:kl(t),...e})}),o=await r.json();if(!r.ok)throw yl(o.error,o.error_description??o.error,o.error_codes?.[0]??0);return Bo=o.refresh_token??Bo,wo.set(t,{token:o.access_token,until:Date.now()+o.expires_in*1e3}),o.id_token?Td(o.id_token):void 0}function Td(t){let e=Uint8Array.from(atob(t.split(".")[1].replaceAll("-","+").replaceAll("_","/")),r=>r.charCodeAt(0));return JSON.parse(new TextDecoder().decode(e))}var gl=Promise.resolve();function xl(t,e=!1){let r=wo.get(t);if(!e&&r&&r.until>Date.now()+6e4)return Promise.resolve(r.token);let o=Hn.get(t);if(o)return o;let n=gl.then(()=>Fd(t)).finally(()=>Hn.delete(t));return gl=n.catch(()=>{}),Hn.set(t,n),n}async function Fd(t){try{await Sl(t,{grant_type:"refresh_token",refresh_token:Bo})}catch(e){if(e instanceof ve&&["invalid_grant","interaction_required","login_required"].includes(e.code))return br();throw e}return wo.get(t).token}var zn=()=>new Promise(()=>{});var Ue=class extends Error{constructor(r,o,n,a,s,i,l){super(r);this.status=o;this.code=n;this.requestId=a;this.decision=s;this.retryAfter=i;this.body=l}};async function Rd(t,e,r={}){let o=await Bl(t,e,r,!1);if(o.status===401&&Id(o)&&(o=await Bl(t,e,r,!0)),o.ok)return o;throw await Ld(o)}async function Bl(t,e,r,o){let n={...r.headers,authorization:"Bearer "+await xl(t,o)};r.body!==void 0&&(n["content-type"]="application/json");let a={method:r.method??"GET",headers:n,cache:"no-store",credentials:"omit",redirect:"error"};r.body!==void 0&&(a.body=JSON.stringify(r.body)),r.signal&&(a.signal=r.signal);try{return await fetch(e,a)}catch(s){throw s instanceof DOMException&&s.name==="AbortError"?s:new Ue("The server does not answer. It may be restarting: try again.",0,"NoAnswer","","",0,void 0)}}var Id=t=>/invalid_token|insufficient_claims/.test(t.headers.get("www-authenticate")??"");async function Ld(t){let e=await t.text(),r=e;try{r=JSON.parse(e)}catch{}let o=r?.error??r??{},n=a=>t.headers.get(a)??"";return new Ue(typeof o.message=="string"&&o.message?o.message:`The server answered ${t.status}.`,t.status,String(o.code??t.status),n("x-ms-request-id")||n("request-id")||n("apim-request-id"),n("x-keyless-decision"),Number(n("retry-after"))||0,r)}async function wl(t,e,r){let n=await(await Rd(t,e,r)).text();return n?JSON.parse(n):void 0}function je(t,e,r){let o=new URL(t.startsWith("https://")?t:H.arm+t);return o.searchParams.has("api-version")||o.searchParams.set("api-version",e),wl("arm",Pl(H.arm,o.href),r)}var yr=(t,e)=>wl("graph",Pl(H.graph,t.startsWith("https://")?t:H.graph+t),e);function Pl(t,e){if(!e.startsWith(t+"/"))throw new Error("not an address of this server: "+e);return e}async function be(t,e,r=5e3){let o=[];for(let n=t;n&&o.length<r;){let a=await je(n,e);o.push(...a.value),n=a.nextLink}return o}var L={subscriptions:"2022-12-01",resources:"2021-04-01",management:"2020-05-01",cognitive:"2024-10-01",authorization:"2022-04-01",insights:"2015-04-01",keyless:"2026-01-01"},ye="Microsoft.CognitiveServices/accounts",Sr=()=>be("/subscriptions",L.subscriptions);async function Po(){return(await Promise.all((await Sr()).map(e=>be(e.id+"/resources",L.resources)))).flat()}var $l=t=>je(t,L.cognitive),Nl=t=>be(t+"/deployments",L.cognitive),kr=(t,e)=>t.replace(/\/$/,"")+"/providers/Microsoft.Authorization/"+e,Dd=(t,e)=>t.replace(/\/$/,"")+"/providers/Microsoft.Keyless/"+e,Al=t=>be(kr(t,"roleAssignments?$filter=atScope()"),L.authorization,1e4),It=t=>be(kr(t,"roleDefinitions"),L.authorization),Tl=t=>be(kr(t,"denyAssignments"),L.authorization),$o=(t,e)=>je(kr(t,"roleAssignments/"+(e.name??crypto.randomUUID())),L.authorization,{method:"PUT",body:{properties:{roleDefinitionId:kr("/subscriptions/"+(t.split("/")[2]??""),"roleDefinitions/"+e.role).replace("/subscriptions//providers","/providers"),principalId:e.principal,...e.type&&{principalType:e.type},...e.condition&&{condition:e.condition,conditionVersion:"2.0"},...e.description&&{description:e.description}}}}),Lt=(t,e)=>je(t,e,{method:"DELETE"}),it=(t,e,r)=>je(Dd(t,"checkAccess"),L.keyless,{method:"POST",body:{Subject:{Attributes:{ObjectId:e}},Actions:r.map(o=>({Id:o.id,IsDataAction:o.data}))}});async function We(t,...e){let r=await it(t,z().id,e.map(o=>({id:o,data:!1})));return Object.fromEntries(r.map(o=>[o.actionId,o.accessDecision==="Allowed"]))}var W={models:ye+"/MaaS/chat/completions/action",openai:ye+"/OpenAI/deployments/chat/completions/action",anthropic:ye+"/AIServices/providers/action"};var No=()=>{let[t="",e=""]=location.hash.slice(1).split("?",2);return{path:t||"/home",query:new URLSearchParams(e)}};function y(t,e={}){let r=Object.entries(e).filter(n=>!!n[1]),o=new URLSearchParams(r).toString();return"#"+t.split("/").map(n=>encodeURIComponent(Fl(n))).join("/")+(o?"?"+o:"")}function se(t){let{path:e,query:r}=No();for(let[o,n]of Object.entries(t))n?r.set(o,n):r.delete(o);history.replaceState(null,"",y(e,Object.fromEntries(r))),dispatchEvent(new HashChangeEvent("hashchange"))}function Vn(t){let{path:e,query:r}=No(),o=t.filter(a=>e===a.path||e.startsWith(a.path+"/")).sort((a,s)=>s.path.length-a.path.length)[0];if(!o)return;let n=e.slice(o.path.length).split("/").map(Fl).join("/");return{page:o,route:{path:e,rest:n,query:r}}}function Fl(t){try{return decodeURIComponent(t)}catch{return t}}var Cl={home:"M9 2.39a1.5 1.5 0 0 1 2 0l5.5 4.94c.32.28.5.69.5 1.12v7.05c0 .83-.67 1.5-1.5 1.5H13a1.5 1.5 0 0 1-1.5-1.5V12a.5.5 0 0 0-.5-.5H9a.5.5 0 0 0-.5.5v3.5c0 .83-.67 1.5-1.5 1.5H4.5A1.5 1.5 0 0 1 3 15.5V8.45c0-.43.18-.84.5-1.12zm1.33.74a.5.5 0 0 0-.66 0l-5.5 4.94a.5.5 0 0 0-.17.38v7.05c0 .28.22.5.5.5H7a.5.5 0 0 0 .5-.5V12c0-.83.67-1.5 1.5-1.5h2c.83 0 1.5.67 1.5 1.5v3.5c0 .28.22.5.5.5h2.5a.5.5 0 0 0 .5-.5V8.45a.5.5 0 0 0-.17-.38z",peopleLock:"M6.75 3.5a2.25 2.25 0 1 0 0 4.5 2.25 2.25 0 0 0 0-4.5M3.5 5.75a3.25 3.25 0 1 1 6.5 0 3.25 3.25 0 0 1-6.5 0m7.5 8.72C10.23 15.3 8.93 16 6.75 16c-2.51 0-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V12c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18v.02A2 2 0 0 0 11 14zm-8.5-2.4v.1l.06.32c.07.27.2.64.45 1C3.49 14.2 4.5 15 6.75 15s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V12a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM14.5 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M12 6.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1.5 5.5v1H13a1 1 0 0 0-1 1v4a1 1 0 0 0 1 1h5a1 1 0 0 0 1-1v-4a1 1 0 0 0-1-1h-.5v-1a2 2 0 1 0-4 0m1 1v-1a1 1 0 1 1 2 0v1zm1 2.25a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5",keyMultiple:"M10.32 2.01 10 2a4 4 0 0 0-3.84 5.13l-3.98 3.99a.6.6 0 0 0-.18.42v2.86c0 .33.27.6.6.6h2.8a.6.6 0 0 0 .6-.6V13h1.9a.6.6 0 0 0 .6-.6v-1.7l.73-.73q-.32-.39-.56-.84l-1 .99a.6.6 0 0 0-.17.42V12H5.6a.6.6 0 0 0-.6.6V14H3v-2.3L7.32 7.4l-.12-.3a3 3 0 0 1 1.96-3.97q.5-.64 1.16-1.1m3.18 4.24a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M9 6.5a4.5 4.5 0 1 1 7 3.74v2.05l.78.79a.6.6 0 0 1 0 .84L15.71 15l1.06 1.07a.6.6 0 0 1-.04.89l-2.36 1.88a.6.6 0 0 1-.74 0l-2.4-1.92a.6.6 0 0 1-.23-.47v-6.2A4.5 4.5 0 0 1 9 6.5M13.5 3a3.5 3.5 0 0 0-1.75 6.53.5.5 0 0 1 .25.43v6.3l2 1.6 1.75-1.4-1.03-1.04a.6.6 0 0 1 0-.84l1.07-1.08-.61-.62a.6.6 0 0 1-.18-.42v-2.5q.01-.28.25-.43A3.5 3.5 0 0 0 13.5 3",shieldCheckmark:"M9.72 2.08a.5.5 0 0 1 .56 0q2.9 1.94 6.3 2.43A.5.5 0 0 1 17 5v4.6q-.48-.25-1-.4V5.44a16 16 0 0 1-5.6-2.08L10 3.1l-.4.25A16 16 0 0 1 4 5.43V9.5c0 3.24 1.8 5.64 5.48 7.25q.3.65.74 1.2l-.04.02a.5.5 0 0 1-.36 0C5.31 16.23 3 13.39 3 9.5V5a.5.5 0 0 1 .43-.5 15 15 0 0 0 6.3-2.42M19 14.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-2.15-1.85a.5.5 0 0 0-.7 0l-2.65 2.64-.65-.64a.5.5 0 0 0-.7.7l1 1c.2.2.5.2.7 0l3-3a.5.5 0 0 0 0-.7",chat:"M10 2a8 8 0 1 1-3.61 15.14l-.12-.07-3.65.92a.5.5 0 0 1-.62-.45v-.08l.01-.08.92-3.64-.07-.12a8 8 0 0 1-.83-2.9l-.02-.37L2 10a8 8 0 0 1 8-8m0 1a7 7 0 0 0-6.1 10.42.5.5 0 0 1 .06.28l-.02.1-.75 3.01 3.02-.75.19-.01.09.02.09.04A7 7 0 1 0 10 3m.5 8a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h3.09m2-3a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h5.09",questionCircle:"M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 1a7 7 0 1 0 0 14 7 7 0 0 0 0-14m0 10.5a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-8a2.5 2.5 0 0 1 1.65 4.38l-.15.12-.22.17-.09.07-.16.15c-.33.36-.53.85-.53 1.61a.5.5 0 0 1-1 0 3.2 3.2 0 0 1 1.16-2.62l.25-.19.12-.1A1.5 1.5 0 0 0 10 6.5c-.83 0-1.5.67-1.5 1.5a.5.5 0 0 1-1 0A2.5 2.5 0 0 1 10 5.5",dataTrending:"M2.5 2c.28 0 .5.22.5.5v13c0 .83.67 1.5 1.5 1.5h13a.5.5 0 0 1 0 1h-13A2.5 2.5 0 0 1 2 15.5v-13c0-.28.22-.5.5-.5M12 5.5c0-.28.22-.5.5-.5h4c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V6.7l-4.65 4.65a.5.5 0 0 1-.7 0L9 9.71l-3.15 3.14a.5.5 0 0 1-.7-.7l3.5-3.5a.5.5 0 0 1 .7 0L11 10.29 15.3 6h-2.8a.5.5 0 0 1-.5-.5",appsList:"M2 3.5C2 2.67 2.67 2 3.5 2h1C5.33 2 6 2.67 6 3.5v1C6 5.33 5.33 6 4.5 6h-1A1.5 1.5 0 0 1 2 4.5zM3.5 3a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 9.5C2 8.67 2.67 8 3.5 8h1C5.33 8 6 8.67 6 9.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 10.5zM3.5 9a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 15.5c0-.83.67-1.5 1.5-1.5h1c.83 0 1.5.67 1.5 1.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 16.5zm1.5-.5a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM8 4.5c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5",person:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 10 18c1.85 0 3.58-.39 4.87-1.2A4.4 4.4 0 0 0 17 13a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1c0 1.3-.62 2.28-1.67 2.95A8 8 0 0 1 10 17a8 8 0 0 1-4.33-1.05A3.4 3.4 0 0 1 4 13",copy:"M7 7H5.5C4.67 7 4 7.67 4 8.5v6c0 .83.67 1.5 1.5 1.5h4c.65 0 1.2-.42 1.41-1h1.04a2.5 2.5 0 0 1-2.45 2h-4A2.5 2.5 0 0 1 3 14.5v-6A2.5 2.5 0 0 1 5.5 6H7zm7.5-4A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5h-4A2.5 2.5 0 0 1 8 11.5v-6A2.5 2.5 0 0 1 10.5 3zm-4 1C9.67 4 9 4.67 9 5.5v6c0 .83.67 1.5 1.5 1.5h4c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5z",checkmark:"M3.37 10.17a.5.5 0 0 0-.74.66l4 4.5c.19.22.52.23.72.02l10.5-10.5a.5.5 0 0 0-.7-.7L7.02 14.27z",dismiss:"m4.09 4.22.06-.07a.5.5 0 0 1 .63-.06l.07.06L10 9.29l5.15-5.14a.5.5 0 0 1 .63-.06l.07.06c.18.17.2.44.06.63l-.06.07L10.71 10l5.14 5.15c.18.17.2.44.06.63l-.06.07a.5.5 0 0 1-.63.06l-.07-.06L10 10.71l-5.15 5.14a.5.5 0 0 1-.63.06l-.07-.06a.5.5 0 0 1-.06-.63l.06-.07L9.29 10 4.15 4.85a.5.5 0 0 1-.06-.63l.06-.07z",add:"M10 2.5c.28 0 .5.22.5.5v6.5H17a.5.5 0 0 1 0 1h-6.5V17a.5.5 0 0 1-1 0v-6.5H3a.5.5 0 0 1 0-1h6.5V3c0-.28.22-.5.5-.5",delete:"M8.5 4h3a1.5 1.5 0 0 0-3 0m-1 0a2.5 2.5 0 0 1 5 0h5a.5.5 0 0 1 0 1h-1.05l-1.2 10.34A3 3 0 0 1 12.27 18H7.73a3 3 0 0 1-2.98-2.66L3.55 5H2.5a.5.5 0 0 1 0-1zM5.74 15.23A2 2 0 0 0 7.73 17h4.54a2 2 0 0 0 1.99-1.77L15.44 5H4.56zM8.5 7.5c.28 0 .5.22.5.5v6a.5.5 0 0 1-1 0V8c0-.28.22-.5.5-.5M12 8a.5.5 0 0 0-1 0v6a.5.5 0 0 0 1 0z",arrowClockwise:"M4 10a6 6 0 0 1 10.47-4H12.5a.5.5 0 0 0 0 1h3a.5.5 0 0 0 .5-.5v-3a.5.5 0 0 0-1 0v1.6a7 7 0 1 0 1.98 4.36.5.5 0 1 0-1 .08L16 10a6 6 0 0 1-12 0",search:"M13.73 14.44a6.5 6.5 0 1 1 .7-.7l3.42 3.4a.5.5 0 0 1-.63.77l-.07-.06zm-.71-.71A5.5 5.5 0 0 0 15 9.5a5.5 5.5 0 1 0-1.98 4.23",pause:"M5 2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zM4 4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm9-2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1z",play:"M17.22 8.69a1.5 1.5 0 0 1 0 2.62l-10 5.5A1.5 1.5 0 0 1 5 15.5v-11A1.5 1.5 0 0 1 7.22 3.2zm-.48 1.75a.5.5 0 0 0 0-.88l-10-5.5A.5.5 0 0 0 6 4.5v11c0 .38.4.62.74.44z",open:"M6 4a2 2 0 0 0-2 2v8c0 1.1.9 2 2 2h8a2 2 0 0 0 2-2v-2.5a.5.5 0 0 1 1 0V14a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3h2.5a.5.5 0 0 1 0 1zm5-.5c0-.28.22-.5.5-.5h5c.28 0 .5.22.5.5v5a.5.5 0 0 1-1 0V4.7l-4.15 4.15a.5.5 0 0 1-.7-.7L15.29 4H11.5a.5.5 0 0 1-.5-.5",weatherMoon:"M15.5 13.5A6.98 6.98 0 0 1 4 14.39c2.83-1.09 4.56-2.42 5.6-4.4 1.04-2 1.33-4.16.75-6.9q1.36.17 2.58.87a7 7 0 0 1 2.55 9.54M5.45 16.92A7.98 7.98 0 1 0 9.88 2.04a.6.6 0 0 0-.61.73c.69 2.82.43 4.88-.55 6.76-.94 1.78-2.55 3.03-5.55 4.1a.6.6 0 0 0-.3.9 8 8 0 0 0 2.59 2.39",weatherSunny:"M10 2c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m0 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m0-1a3 3 0 1 1 0-6 3 3 0 0 1 0 6m7.5-2.5a.5.5 0 0 0 0-1h-1a.5.5 0 0 0 0 1zM10 16c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m-6.5-5.5a.5.5 0 0 0 0-1H2.46a.5.5 0 0 0 0 1zm.65-6.35c.2-.2.5-.2.7 0l1 1a.5.5 0 1 1-.7.7l-1-1a.5.5 0 0 1 0-.7m.7 11.7a.5.5 0 0 1-.7-.7l1-1a.5.5 0 0 1 .7.7zm11-11.7a.5.5 0 0 0-.7 0l-1 1a.5.5 0 0 0 .7.7l1-1a.5.5 0 0 0 0-.7m-.7 11.7a.5.5 0 0 0 .7-.7l-1-1a.5.5 0 0 0-.7.7z",signOut:"M8.5 11.25a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M11 3.5a.5.5 0 0 0-.58-.5l-7 1.08a.5.5 0 0 0-.42.49v10.86c0 .25.18.46.42.5l7 1.07a.5.5 0 0 0 .58-.5V10h5.17l-1 .87a.5.5 0 0 0 .66.76l2-1.75a.5.5 0 0 0 0-.76l-2-1.75a.5.5 0 1 0-.65.76l1 .87H11zm-1 .58v11.84L4 15V5zM12.5 16H12v-5h1v4.5a.5.5 0 0 1-.5.5M12 8V4h.5c.28 0 .5.22.5.5V8z",personSwap:"M9 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M6 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 9 18q.43 0 .85-.03L8.88 17a8 8 0 0 1-4.2-1.05A3.4 3.4 0 0 1 3 13a1 1 0 0 1 1-1h10a1 1 0 0 1 .67.25q.5-.33 1.07-.23A2 2 0 0 0 14 11zm7.85 6.85a.5.5 0 0 1-.7 0l-2-2a.5.5 0 0 1 0-.7l2-2a.5.5 0 0 1 .7.7L10.71 15h5.58l-1.14-1.15a.5.5 0 0 1 .7-.7l2 2c.2.2.2.5 0 .7l-2 2a.5.5 0 0 1-.7-.7L16.29 16h-5.58l1.14 1.15c.2.2.2.5 0 .7",chevronRight:"M7.65 4.15c.2-.2.5-.2.7 0l5.49 5.46c.21.22.21.57 0 .78l-5.49 5.47a.5.5 0 0 1-.7-.71L12.8 10 7.65 4.85a.5.5 0 0 1 0-.7",navigation:"M2 4.5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m0 5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m.5 4.5a.5.5 0 0 0 0 1h15a.5.5 0 0 0 0-1z",warning:"M7.37 3.56a3 3 0 0 1 5.26 0l5.5 10A3 3 0 0 1 15.5 18h-11a3 3 0 0 1-2.63-4.44zm4.38.48a2 2 0 0 0-3.5 0l-5.5 10A2 2 0 0 0 4.5 17h11a2 2 0 0 0 1.75-2.96zM10 12.75a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-6.25c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V7c0-.28.22-.5.5-.5",prohibited:"M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0m-1 0c0-1.75-.64-3.36-1.7-4.58l-9.88 9.87A7 7 0 0 0 17 10M4.7 14.58l9.88-9.87a7 7 0 0 0-9.87 9.87",info:"M10.5 8.91a.5.5 0 0 0-1 .09v4.6a.5.5 0 0 0 1-.1V8.91m.3-2.16a.75.75 0 1 0-1.5 0 .75.75 0 0 0 1.5 0M18 10a8 8 0 1 0-16 0 8 8 0 0 0 16 0M3 10a7 7 0 1 1 14 0 7 7 0 0 1-14 0",cube:"M5.7 6.04a.5.5 0 1 0-.4.92l4.2 1.86v4.68a.5.5 0 0 0 1 0V8.82l4.2-1.86a.5.5 0 1 0-.4-.92L10 7.95zm5.6-3.56a3.5 3.5 0 0 0-2.6 0l-5.76 2.3A1.5 1.5 0 0 0 2 6.18v7.64c0 .62.37 1.17.94 1.4l5.76 2.3a3.5 3.5 0 0 0 2.6 0l5.76-2.3c.57-.23.94-.78.94-1.4V6.18a1.5 1.5 0 0 0-.94-1.4zm-2.23.93a2.5 2.5 0 0 1 1.86 0l5.76 2.3a.5.5 0 0 1 .31.47v7.64a.5.5 0 0 1-.31.47l-5.76 2.3a2.5 2.5 0 0 1-1.86 0l-5.76-2.3a.5.5 0 0 1-.31-.47V6.18c0-.2.12-.4.31-.47z",send:"M2.18 2.11a.5.5 0 0 1 .54-.06l15 7.5a.5.5 0 0 1 0 .9l-15 7.5a.5.5 0 0 1-.7-.58L3.98 10 2.02 2.63a.5.5 0 0 1 .16-.52m2.7 8.39-1.61 6.06L16.38 10 3.27 3.44 4.88 9.5h6.62a.5.5 0 1 1 0 1z",stop:"M15.5 4c.28 0 .5.22.5.5v11a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-11c0-.28.22-.5.5-.5zm-11-1C3.67 3 3 3.67 3 4.5v11c0 .83.67 1.5 1.5 1.5h11c.83 0 1.5-.67 1.5-1.5v-11c0-.83-.67-1.5-1.5-1.5z",boxMultiple:"M13.58 2.38a3 3 0 0 0-2.16 0L7.96 3.71A1.5 1.5 0 0 0 7 5.11v1.1a4 4 0 0 1 1 0v-1.1c0-.2.13-.4.32-.47l3.46-1.33a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v7.78c0 .2-.13.4-.32.47L14 14.39v.5q0 .3-.07.6l3.1-1.2c.59-.22.97-.78.97-1.4V5.11a1.5 1.5 0 0 0-.96-1.4zm2.51 2.92a.5.5 0 0 0-.64-.3l-2.77 1.07a.5.5 0 0 1-.36 0L9.55 5.01a.5.5 0 1 0-.35.93l2.76 1.07q.54.2 1.08 0l2.76-1.07a.5.5 0 0 0 .3-.64m-5 5a.5.5 0 0 0-.64-.3L7.5 11.15l-2.95-1.13a.5.5 0 0 0-.35.93L7 12.02v2.49a.5.5 0 1 0 1 0v-2.49l2.8-1.08a.5.5 0 0 0 .3-.64M8.58 7.38a3 3 0 0 0-2.16 0L2.96 8.71a1.5 1.5 0 0 0-.96 1.4v4.78c0 .62.38 1.18.96 1.4l3.46 1.33a3 3 0 0 0 2.16 0l3.46-1.33c.58-.22.96-.78.96-1.4v-4.78a1.5 1.5 0 0 0-.96-1.4zm-1.8.93a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v4.78c0 .2-.13.4-.32.47l-3.46 1.33a2 2 0 0 1-1.44 0l-3.46-1.33a.5.5 0 0 1-.32-.47v-4.78c0-.2.13-.4.32-.47z",cloud:"M10 4c2.82 0 4.41 1.92 4.65 4.25h.07A3.33 3.33 0 0 1 18 11.62 3.33 3.33 0 0 1 14.72 15H5.28A3.33 3.33 0 0 1 2 11.62c0-1.8 1.37-3.27 3.1-3.37h.25C5.6 5.9 7.18 4 10 4m0 1C7.89 5 6.55 6.32 6.35 8.35a1 1 0 0 1-1 .9h-.07A2.33 2.33 0 0 0 3 11.62 2.33 2.33 0 0 0 5.28 14h9.44A2.33 2.33 0 0 0 17 11.62a2.33 2.33 0 0 0-2.28-2.37h-.07a1 1 0 0 1-1-.9C13.45 6.32 12.11 5 10 5",lockClosed:"M10 1a4 4 0 0 1 4 4v2.05a2.5 2.5 0 0 1 2 2.45v6a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 15.5v-6c0-1.2.86-2.22 2-2.45V5a4 4 0 0 1 4-4M6.5 8C5.67 8 5 8.67 5 9.5v6c0 .83.67 1.5 1.5 1.5h7c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5zm3.5 3.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2M10 2a3 3 0 0 0-3 3v2h6V5a3 3 0 0 0-3-3",personKey:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A8.5 8.5 0 0 0 9 17.96v-1a7.4 7.4 0 0 1-3.33-1A3.4 3.4 0 0 1 4 13a1 1 0 0 1 1-1h7.11a4 4 0 0 1 .42-1zm5.15 7.85q.15.15.35.15h2q.16 0 .27-.07.1-.06.15-.17l.06-.24.02-.25V18l.56-.02a.5.5 0 0 0 .3-.12q.1-.1.12-.3L14 17h.5q.16 0 .27-.07a1 1 0 0 0 .15-.17 1 1 0 0 0 .07-.24 2 2 0 0 0 .01-.5v-.2q.26.1.52.14.27.04.54.04a2.9 2.9 0 0 0 2.08-.9A3 3 0 0 0 19 13a3 3 0 0 0-.87-2.12 3 3 0 0 0-5.04 2.83l-2.94 2.94q-.15.14-.15.35v1.5q0 .2.15.35m7.13-7.13q.22.21.22.53 0 .31-.22.53a.7.7 0 0 1-.53.22.7.7 0 0 1-.53-.22.7.7 0 0 1-.22-.53q0-.31.22-.53a.7.7 0 0 1 .53-.22q.31 0 .53.22",people:"M4.5 6.75a2.25 2.25 0 1 1 4.5 0 2.25 2.25 0 0 1-4.5 0M6.75 3.5a3.25 3.25 0 1 0 0 6.5 3.25 3.25 0 0 0 0-6.5m5.69 11.65q.79.33 2.06.35c1.88 0 2.92-.67 3.47-1.43a3 3 0 0 0 .53-1.5v-.07c0-.83-.67-1.5-1.5-1.5h-4.63q.36.44.53 1H17c.28 0 .5.22.5.5v.1l-.04.22q-.05.29-.3.66c-.33.46-1.04 1.02-2.66 1.02q-1.08-.01-1.69-.28-.12.43-.37.93M1.5 13c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18q-.01.17-.08.45c-.08.37-.25.86-.6 1.36-.7 1.01-2.05 1.93-4.56 1.93s-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V13m1 .06v.1l.06.33c.07.27.2.64.45 1C3.49 15.2 4.5 16 6.75 16s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V13a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM13 7.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0M14.5 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",settings:"M1.91 7.38A8.5 8.5 0 0 1 3.7 4.3a.5.5 0 0 1 .54-.13l1.92.68a1 1 0 0 0 1.32-.76l.36-2a.5.5 0 0 1 .4-.4 9 9 0 0 1 3.55 0q.32.08.38.4l.37 2a1 1 0 0 0 1.32.76l1.92-.68a.5.5 0 0 1 .54.13 8.5 8.5 0 0 1 1.78 3.08q.08.31-.15.54l-1.56 1.32a1 1 0 0 0 0 1.52l1.56 1.32a.5.5 0 0 1 .15.54 8.5 8.5 0 0 1-1.78 3.08.5.5 0 0 1-.54.13l-1.92-.68a1 1 0 0 0-1.32.76l-.37 2a.5.5 0 0 1-.38.4 8.5 8.5 0 0 1-3.56 0 .5.5 0 0 1-.39-.4l-.36-2a1 1 0 0 0-1.32-.76l-1.92.68a.5.5 0 0 1-.54-.13 8.5 8.5 0 0 1-1.78-3.08.5.5 0 0 1 .15-.54l1.56-1.32a1 1 0 0 0 0-1.52L2.06 7.92a.5.5 0 0 1-.15-.54m1.06 0 1.3 1.1a2 2 0 0 1 0 3.04l-1.3 1.1q.45 1.19 1.25 2.16l1.6-.58a2 2 0 0 1 2.63 1.53l.3 1.67a8 8 0 0 0 2.5 0l.3-1.67a2 2 0 0 1 2.64-1.53l1.6.58a8 8 0 0 0 1.24-2.16l-1.3-1.1a2 2 0 0 1 0-3.04l1.3-1.1a8 8 0 0 0-1.25-2.16l-1.6.58a2 2 0 0 1-2.63-1.53l-.3-1.67a8 8 0 0 0-2.5 0l-.3 1.67A2 2 0 0 1 5.81 5.8l-1.6-.58a8 8 0 0 0-1.24 2.16M7.5 10a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0",chevronDown:"M15.85 7.65c.2.2.2.5 0 .7l-5.46 5.49a.55.55 0 0 1-.78 0L4.15 8.35a.5.5 0 1 1 .7-.7L10 12.8l5.15-5.16c.2-.2.5-.2.7 0",history:"M10 4a6 6 0 1 1-5.98 5.54.5.5 0 1 0-1-.08L3 10a7 7 0 1 0 2-4.9V3.5a.5.5 0 0 0-1 0v3c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H5.53c1.1-1.23 2.7-2 4.47-2m0 2.5a.5.5 0 0 0-1 0v4c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H10z",documentText:"M6.5 10a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zM4 4c0-1.1.9-2 2-2h4.59q.62.01 1.06.44l3.91 3.91c.28.28.44.67.44 1.06V16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm2-1a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8h-3.5A1.5 1.5 0 0 1 10 6.5V3zm5.5 4h3.3L11 3.2v3.3c0 .28.22.5.5.5",eye:"M3.26 11.6A7 7 0 0 1 10 6c3.2 0 6.06 2.33 6.74 5.6a.5.5 0 0 0 .98-.2A8 8 0 0 0 10 5a8 8 0 0 0-7.72 6.4.5.5 0 0 0 .98.2M10 8a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7m-2.5 3.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0",eyeOff:"M2.85 2.15a.5.5 0 1 0-.7.7l3.5 3.5a8 8 0 0 0-3.37 5.05.5.5 0 1 0 .98.2 7 7 0 0 1 3.1-4.53l1.6 1.59a3.5 3.5 0 1 0 4.88 4.89l4.3 4.3a.5.5 0 0 0 .71-.7zm9.27 10.68a2.5 2.5 0 1 1-3.45-3.45zm-2-4.83 3.38 3.38A3.5 3.5 0 0 0 10.12 8M10 6q-.86 0-1.67.21l-.8-.8A8 8 0 0 1 10 5c3.7 0 6.94 2.67 7.72 6.4a.5.5 0 0 1-.98.2A7 7 0 0 0 10 6",codeBlock:"M6 3a3 3 0 0 0-3 3v8a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V6a3 3 0 0 0-3-3zM4 6c0-1.1.9-2 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm4.85 1.85a.5.5 0 1 0-.7-.7l-2.5 2.5a.5.5 0 0 0 0 .7l2.5 2.5a.5.5 0 0 0 .7-.7L6.71 10zm3-.7a.5.5 0 0 0-.7.7L13.29 10l-2.14 2.15a.5.5 0 0 0 .7.7l2.5-2.5a.5.5 0 0 0 0-.7z",braces:"M6.5 3A2.5 2.5 0 0 0 4 5.5v2.88c0 .5-.28.95-.72 1.17a.5.5 0 0 0 0 .9c.44.22.72.68.72 1.17v2.88A2.5 2.5 0 0 0 6.5 17a.5.5 0 0 0 0-1A1.5 1.5 0 0 1 5 14.5v-2.88c0-.62-.24-1.2-.66-1.62.42-.42.66-1 .66-1.62V5.5C5 4.67 5.67 4 6.5 4a.5.5 0 0 0 0-1m7 0A2.5 2.5 0 0 1 16 5.5v2.88c0 .5.28.95.72 1.17a.5.5 0 0 1 0 .9 1.3 1.3 0 0 0-.72 1.17v2.88a2.5 2.5 0 0 1-2.5 2.5.5.5 0 0 1 0-1c.83 0 1.5-.67 1.5-1.5v-2.88c0-.62.24-1.2.66-1.62A2.3 2.3 0 0 1 15 8.38V5.5c0-.83-.67-1.5-1.5-1.5a.5.5 0 0 1 0-1"};var Hd=/[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;function lt(t,e=200){let r=String(t??"");return(r.length>e?r.slice(0,e).replace(/[\ud800-\udbff]$/,"")+"\u2026":r).replace(Hd,n=>`\u27E8U+${n.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}\u27E9`)}var Md=new Intl.DateTimeFormat(void 0,{dateStyle:"medium",timeStyle:"medium"}),Rl=new Intl.RelativeTimeFormat(void 0,{numeric:"auto",style:"short"}),Il=t=>Md.format(new Date(t));function Ll(t){let e=Math.round((new Date(t).getTime()-Date.now())/1e3);for(let[r,o]of[["day",86400],["hour",3600],["minute",60]])if(Math.abs(e)>=o)return Rl.format(Math.round(e/o),r);return Rl.format(Math.min(e,0),"second")}var Ao=(t,e,r=e+"s")=>`${t.toLocaleString()} ${t===1?e:r}`,V=(t,e)=>t.toLowerCase()===e.toLowerCase(),xr=t=>/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(t.trim());var w=t=>c`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${ul`<path d=${Cl[t]}></path>`}</svg>`,Dt=(t="Loading")=>c`<p class="loading" role="status"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${t} …</p>`,m=(t,e)=>c`<bdi class="name" title=${String(t??"").length>(e??200)?lt(t,1e3):g}>${lt(t,e)}</bdi>`,Dl=t=>c`<code>${lt(t,400)}</code>`,Hl=t=>t&&!t.startsWith("0001")?c`<time datetime=${t} title=${Il(t)}>${Ll(t)}</time>`:c`<span class="soft">not known</span>`,F=(t,e="plain")=>c`<span class="badge ${e}">${t}</span>`,ke=(t,e,r)=>c`<div class="note ${t}" role=${t==="bad"?"alert":"note"}>
    ${w(t==="good"?"checkmark":t==="bad"?"prohibited":t==="warning"?"warning":"info")}
    <div>${r?c`<strong>${r}</strong>`:g}<div>${e}</div></div>
  </div>`;function Q(t,e){let r=e?c`<p><fluent-button size="small" @click=${e}>Try again</fluent-button></p>`:g;return t instanceof Ue?ke("bad",c`<p class="message">${lt(t.message,2e3)}</p>
        ${t.decision?c`<p><a href=${y("/why/"+t.decision)}>Why was this refused?</a> <span class="soft">or type</span> <code>keyless explain ${t.decision}</code></p>`:g}
        ${t.requestId?c`<p class="soft">Request id <code>${t.requestId}</code></p>`:g}
        ${r}`,t.status?`${t.status} ${t.code}`:"No answer"):t instanceof ve?ke("bad",c`<p class="message">${lt(t.message,2e3)}</p>${r}`,t.number?`AADSTS${t.number}`:t.code):ke("bad",c`<p class="message">${lt(t instanceof Error?t.message:t,2e3)}</p>${r}`)}var G=(t,e)=>c`<div class="empty"><p class="empty-title">${t}</p><div>${e}</div></div>`,Le=(t,e,r)=>c`<div class="table" role="group" aria-label=${t} tabindex="0">
    <table>
      <thead><tr>${e.map(o=>c`<th scope="col" class=${o.wide?"wide":g}>${o.hideHead?c`<span class="unseen">${o.head}</span>`:o.head}</th>`)}</tr></thead>
      <tbody>${r.map(o=>c`<tr>${e.map(n=>c`<td class=${n.wide?"wide":g}>${n.cell(o)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;async function Ed(t){await navigator.clipboard.writeText(t),Ge("Copied")}var Ge=(t,e)=>{dispatchEvent(new CustomEvent("keyless-toast",{detail:e?{text:t,undo:e}:{text:t}}))},qe=(t,e)=>c`<div class="code">
    <pre tabindex="0" role="group" aria-label=${e}><code>${t}</code></pre>
    <fluent-button size="small" appearance="subtle" class="copy" title="Copy" @click=${()=>Ed(t)}>${w("copy")} Copy</fluent-button>
  </div>`,Un=new Map;function Z(t){let e=t.split("/").filter(Boolean);if(e.length===0)return{name:"Root",kind:"root"};let r=e.at(-1);return e.length===2&&e[0].toLowerCase()==="subscriptions"?{name:Un.get(r.toLowerCase())??r,kind:"subscription"}:e.length===4&&e[2].toLowerCase()==="resourcegroups"?{name:r,kind:"resource group"}:e.at(-2).toLowerCase()==="managementgroups"?{name:r,kind:"management group"}:{name:r,kind:{accounts:"resource",projects:"project",deployments:"deployment"}[e.at(-2).toLowerCase()]??"resource"}}var N=class extends Ve{createRenderRoot(){return this}},M=class{constructor(e){this.host=e;this.busy=!1;this.turn=0;this.reload=()=>{this.again&&this.run(this.again,!0)};e.addController(this)}hostDisconnected(){this.turn++}async run(e,r=!1){let o=++this.turn;this.again=e,this.busy=!0,r||(this.value=void 0),this.host.requestUpdate();try{let n=await e();if(o!==this.turn)return;this.value=n,this.error=void 0}catch(n){if(o!==this.turn)return;this.error=n}this.busy=!1,this.host.requestUpdate()}show(e,r="Loading"){return this.error!==void 0?Q(this.error,this.reload):this.value===void 0?Dt(r):e(this.value)}};function To(t,e=t["@odata.type"]??""){let r=t.displayName||t.userPrincipalName||t.id;if(e.endsWith(".group"))return{id:t.id,name:r,detail:t.description??"",type:"Group",kind:"group"};if(e.endsWith(".servicePrincipal")){let o=t.servicePrincipalType==="ManagedIdentity"?"managed identity":"service principal";return{id:t.id,name:r,detail:t.appId?"client id "+t.appId:"",type:"ServicePrincipal",kind:o}}return{id:t.id,name:r,detail:t.userPrincipalName??"",type:"User",kind:"user"}}async function Se(t){let e=new Map,r=[...new Set(t)].filter(xr);for(let o=0;o<r.length;o+=1e3){let n=await yr("/v1.0/directoryObjects/getByIds",{method:"POST",body:{ids:r.slice(o,o+1e3)}});for(let a of n.value)e.set(a.id,To(a))}return e}async function Ml(t,e){let r=t.trim();if(xr(r))return[...(await Se([r])).values()];let o=l=>`startswith(${l},'${r.replaceAll("'","''")}')`,n=(l,p,d)=>`/v1.0/${l}?$top=8&$select=${d}${r?"&$filter="+encodeURIComponent(p):""}`,[a,s,i]=await Promise.all([yr(n("users",`${o("displayName")} or ${o("userPrincipalName")}`,"id,displayName,userPrincipalName"),e),yr(n("groups",o("displayName"),"id,displayName,description"),e),yr(n("servicePrincipals",o("displayName"),"id,displayName,appId,servicePrincipalType"),e)]);return[...a.value.map(l=>To(l,".user")),...s.value.map(l=>To(l,".group")),...i.value.map(l=>To(l,".servicePrincipal"))]}function El(t,e){let r=t.toLowerCase().split("*").map(o=>o.replace(/[.*+?^${}()|[\]\\]/g,"\\$&"));return new RegExp("^"+r.join(".*")+"$").test(e.toLowerCase())}var _d=(t,e,r)=>t.some(o=>{let[n,a]=r?[o.dataActions,o.notDataActions]:[o.actions,o.notActions];return n.some(s=>El(s,e))&&!a.some(s=>El(s,e))}),Ht=(t,e,r=!1)=>_d(t.properties.permissions,e,r),Od=t=>({models:Ht(t,W.models,!0),openai:Ht(t,W.openai,!0),anthropic:Ht(t,W.anthropic,!0)});function Xe(t){let e=Od(t),r=t.properties.roleName;return e.models&&e.openai?{tone:"good",text:"Lets its holder call models on every route."}:e.models?{tone:"good",text:"Lets its holder call models on /models, not on /openai."}:e.openai?{tone:"warning",text:"Lets its holder call /openai only. Calls of /models are refused: for these take Cognitive Services User."}:V(r,"Owner")||V(r,"Contributor")?{tone:"warning",text:`${r} administers the resource and does not let anybody call its models: it has no data actions. For calls take Cognitive Services User.`}:{tone:"bad",text:"Does not let its holder call chat models."}}var ce=t=>w(t.type==="Group"?"people":t.type==="User"?"person":"cube"),jn=class extends N{constructor(){super(...arguments);this.busy=!1;this.clock=0;this.type=r=>{let o=r.target.value;clearTimeout(this.clock),this.clock=window.setTimeout(()=>{this.ask(o)},200)}}static{this.properties={label:{},name:{},found:{state:!0},error:{state:!0},busy:{state:!0}}}async ask(r){this.asked?.abort(),this.asked=new AbortController;let{signal:o}=this.asked;this.busy=!0;try{let n=await Ml(r,{signal:o});if(o.aborted)return;this.found=n,this.error=void 0}catch(n){if(o.aborted)return;this.error=n}this.busy=!1}pick(r){clearTimeout(this.clock),this.asked?.abort(),this.busy=!1,this.found=void 0,this.querySelector("input").value="",this.dispatchEvent(new CustomEvent("pick",{detail:r}))}render(){return c`<div class="field find">
      <label for=${this.name}>${this.label}</label>
      <input id=${this.name} type="text" autocomplete="off" spellcheck="false" placeholder="Name or object id" maxlength="200" @input=${this.type} @focus=${()=>this.found??this.ask("")} />
      ${this.error?Q(this.error):g}
      ${this.busy&&!this.found?Dt("Searching"):g}
      ${this.found?this.found.length?c`<ul class="found" aria-label="Found">${this.found.map(r=>c`<li><button type="button" @click=${()=>this.pick(r)}>${ce(r)}<span>${m(r.name,80)}<span class="soft">${r.kind}${r.detail?", ":""}${m(r.detail,80)}</span></span></button></li>`)}</ul>`:c`<p class="hint" role="status">Nobody is called that. An object id works too.</p>`:g}
    </div>`}};customElements.define("kl-find",jn);var Wn="Microsoft.Authorization/roleAssignments/write",zd=["Role","Members","Review"],Gn=class extends N{constructor(){super(...arguments);this.step=0;this.members=[];this.filter="";this.pasted="";this.description="";this.condition="";this.found=new M(this);this.asked="";this.stopped=!1;this.ask=async()=>{if(!(await We(this.scope,Wn))[Wn])return{roles:[],allowed:!1};let o=await It(this.scope),n=i=>V(i.properties.roleName,"Cognitive Services User")?0:i.properties.type==="CustomRole"?1:Xe(i).tone==="good"?2:Xe(i).tone==="warning"?3:4;o.sort((i,l)=>n(i)-n(l)||i.properties.roleName.localeCompare(l.properties.roleName));let a=this.route.query.get("role");a&&(this.chosen=o.find(i=>V(i.properties.roleName,a)||V(i.name,a)));let s=this.route.query.get("member");return s&&(this.members=[...(await Se([s])).values()]),this.chosen&&(this.step=this.members.length?2:1),{roles:o,allowed:!0}};this.paste=async()=>{let r=this.pasted.split(/[\s,;]+/).filter(xr),o=await Se(r).catch(()=>new Map);this.add(r.map(n=>o.get(n)??{id:n,name:n,detail:"",type:"User",kind:"not in this directory"})),this.pasted=""};this.assign=async()=>{this.outcomes=this.members.map(r=>({who:r,state:"assigning"})),await Promise.all(this.outcomes.map(r=>this.assignOne(r)))}}static{this.properties={scope:{},route:{attribute:!1},step:{state:!0},chosen:{state:!0},members:{state:!0},filter:{state:!0},outcomes:{state:!0},pasted:{state:!0}}}disconnectedCallback(){super.disconnectedCallback(),this.stopped=!0}willUpdate(r){!r.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(this.ask))}render(){return this.found.show(({roles:r,allowed:o})=>o?this.outcomes?this.done(this.outcomes):c`<ol class="steps" aria-label="Steps">${zd.map((n,a)=>c`<li aria-current=${a===this.step?"step":g}><button type="button" ?disabled=${a>this.reached} @click=${()=>this.step=a}><span class="number">${a+1}</span> ${n}</button></li>`)}</ol>
        <div class="card">${this.step===0?this.chooseRole(r):this.step===1?this.chooseMembers():this.review()}</div>`:G("You may not assign roles here",c`<p>This takes <code>${Wn}</code>, which Owner, User Access Administrator and Role Based Access Control Administrator have. Ask somebody who has one of them, or type:</p>
          ${qe(`az role assignment create --role "Cognitive Services User" --assignee-object-id ${z().id} --assignee-principal-type User --scope ${this.scope}`,"Command that assigns the role")}`))}get reached(){return this.chosen?this.members.length?2:1:0}chooseRole(r){let o=this.filter.toLowerCase(),n=r.filter(a=>!o||(a.properties.roleName+" "+a.properties.description).toLowerCase().includes(o));return c`<h2>Which role?</h2>
      <div class="field"><label for="role-filter">Search</label>
        <input id="role-filter" type="search" .value=${this.filter} placeholder="Name or description" @input=${a=>this.filter=a.target.value} /></div>
      <fieldset class="options"><legend class="unseen">Role</legend>${n.slice(0,100).map(a=>this.roleOption(a))}</fieldset>
      ${n.length===0?G("No role is called that",c`<p>Search for another word, or <a href=${y("/access"+this.scope,{tab:"roles",edit:"new"})}>make a custom role</a>.</p>`):g}
      <p class="row end"><fluent-button appearance="primary" id="next" ?disabled=${!this.chosen} @click=${()=>this.step=1}>Next</fluent-button></p>`}roleOption(r){let o=Xe(r),n=this.chosen?.id===r.id;return c`<div class="option ${n?"chosen":""}"><label><input type="radio" name="role" .checked=${n} @change=${()=>this.chosen=r} />
        <span><strong>${m(r.properties.roleName,80)}</strong> ${r.properties.type==="CustomRole"?F("custom","info"):g} ${F(o.tone==="good"?"calls models":o.tone==="warning"&&Ht(r,W.openai,!0)?"calls /openai only":"calls no model",o.tone==="good"?"good":o.tone==="warning"?"warning":"plain")}
        ${r.properties.description?c`<span class="soft block">${m(r.properties.description,300)}</span>`:g}</span></label>
        ${n?c`${ke(o.tone==="bad"?"warning":o.tone,c`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}${qn(r)}`:g}</div>`}chooseMembers(){return c`<h2>Who gets it?</h2>
      <kl-find label="User, group, service principal or managed identity" name="member" @pick=${r=>this.add([r.detail])}></kl-find>
      <details><summary>Paste object ids</summary><div class="field"><label for="paste">Object ids, one a line</label><textarea id="paste" rows="3" spellcheck="false" .value=${this.pasted} @input=${r=>this.pasted=r.target.value}></textarea></div>
        <p><fluent-button @click=${this.paste}>Add these</fluent-button></p></details>
      ${this.members.length?c`<ul class="members" aria-label="Members">${this.members.map(r=>c`<li>${ce(r)}<span>${m(r.name,80)} <span class="soft">${r.kind} ${m(r.detail,80)}</span></span><fluent-button size="small" appearance="subtle" role="button" aria-label="Leave out ${r.name.slice(0,60)}" @click=${()=>this.members=this.members.filter(o=>o!==r)}>${w("dismiss")}</fluent-button></li>`)}</ul>`:c`<p class="soft">Nobody yet. A group is better than many people: who joins it has the role, who leaves it does not.</p>`}
      <p class="row end"><fluent-button @click=${()=>this.step=0}>Back</fluent-button><fluent-button appearance="primary" id="next" ?disabled=${!this.members.length} @click=${()=>this.step=2}>Next</fluent-button></p>`}add(r){this.members=[...this.members,...r.filter(o=>!this.members.some(n=>n.id===o.id))].slice(0,100)}review(){let r=Z(this.scope),o=Xe(this.chosen);return c`<h2>Review</h2>
      <p><strong>${m(this.chosen.properties.roleName)}</strong> at ${r.kind} <strong>${m(r.name,80)}</strong> and everything inside it, for</p>
      <ul class="members">${this.members.map(n=>c`<li>${ce(n)}<span>${m(n.name,80)} <span class="soft">${n.kind} ${m(n.detail,80)}</span></span></li>`)}</ul>
      ${o.tone==="good"?g:ke("warning",c`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}
      <div class="field"><label for="why-assigned">Description, for those who ask later</label><input id="why-assigned" type="text" maxlength="1024" @input=${n=>this.description=n.target.value} /></div>
      <details><summary>Condition</summary><div class="field"><label for="condition">In Azure's language; what it excludes is not allowed</label><textarea id="condition" rows="3" spellcheck="false" @input=${n=>this.condition=n.target.value}></textarea></div></details>
      <details><summary>The same with az</summary>${qe(this.members.map(n=>`az role assignment create --role "${this.chosen.properties.roleName}" --assignee-object-id ${n.id} --assignee-principal-type ${n.type} --scope ${this.scope}`).join(`
`),"The same with az")}</details>
      <p class="row end"><fluent-button @click=${()=>this.step=1}>Back</fluent-button><fluent-button appearance="primary" id="assign" @click=${this.assign}>Review + assign</fluent-button></p>`}async assignOne(r){let o=n=>{Object.assign(r,n),this.requestUpdate()};try{let n=r.who.kind.startsWith("not")?void 0:r.who.type;r.assignment=await $o(this.scope,{role:this.chosen.name,principal:r.who.id,...n&&{type:n},...this.description&&{description:this.description},...this.condition&&{condition:this.condition}}),o({state:"waiting"}),await this.waitFor(r,o)}catch(n){o(n instanceof Ue&&n.code==="RoleAssignmentExists"?{state:"in force",error:n}:{state:"failed",error:n})}}async waitFor(r,o){let n=this.chosen.properties.permissions.find(i=>i.dataActions.length||i.actions.length),a=!!n?.dataActions.length,s=a?Ht(this.chosen,W.models,!0)?W.models:n.dataActions[0]:n?.actions[0];if(!s||s.includes("*")||this.condition)return o({state:"in force"});for(;!this.stopped;){let[i]=await it(this.scope,r.who.id,[{id:s,data:a}]);if(i.accessDecision==="Allowed")return o({state:"in force"});let l=i.explanation.near?.map(p=>/^not in force until (.*)$/.exec(p.whyNot??"")?.[1]).find(Boolean);if(!l)return o({state:"in force"});o({until:l}),await new Promise(p=>setTimeout(p,500))}}done(r){let o=r.every(n=>n.state==="in force");return c`<div class="card"><h2>${o?"Done":"Assigning"}</h2>
      <div role="status"><ul class="members">${r.map(n=>c`<li>${ce(n.who)}<span>${m(n.who.name,80)} <span class="soft">${m(this.chosen.properties.roleName)}</span></span>
          ${n.state==="in force"?F(n.error?"had it already":"in force","good"):n.state==="failed"?F("failed","bad"):n.state==="waiting"?c`${F(n.until?`in force at ${new Date(n.until).toLocaleTimeString()}`:"waiting until it is in force","info")}<fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>`:F("assigning","plain")}
          ${n.error&&n.state==="failed"?c`<div class="full">${Q(n.error)}</div>`:g}</li>`)}</ul></div>
      <p class="row"><a class="button" href=${y("/access"+this.scope,{tab:"assignments"})}>Role assignments</a>
        ${r[0]?c`<a class="button" href=${y("/access"+this.scope,{tab:"check",who:r[0].who.id})}>Check access</a>`:g}
        <fluent-button @click=${()=>{this.outcomes=void 0,this.members=[],this.step=0,this.chosen=void 0}}>Assign another</fluent-button></p></div>`}};function qn(t){let e=(r,o)=>o.length?c`<h3>${r}</h3><ul class="actions">${o.map(n=>c`<li><code>${n}</code></li>`)}</ul>`:g;return c`<details class="permissions"><summary>Actions and data actions</summary>${t.properties.permissions.map(r=>c`${e("Actions",r.actions)}${e("Not actions",r.notActions)}${e("Data actions",r.dataActions)}${e("Not data actions",r.notDataActions)}`)}</details>`}customElements.define("kl-assign",Gn);var _l="Microsoft.Authorization/roleAssignments/write",Ol="Microsoft.Authorization/roleAssignments/delete",Xn=500,Kn=class extends N{constructor(){super(...arguments);this.found=new M(this);this.asked="";this.ask=async()=>{let[r,o,n]=await Promise.all([Al(this.scope),It(this.scope),We(this.scope,_l,Ol)]),a=new Map(o.map(l=>[l.name.toLowerCase(),l.properties.roleName])),s=await Se(r.map(l=>l.properties.principalId)),i=r.map(l=>{let{principalId:p,principalType:d,roleDefinitionId:h,scope:v}=l.properties,b=h.split("/").at(-1),P=s.get(p);return{assignment:l,role:a.get(b.toLowerCase())??b,who:P??{id:p,name:p,detail:"",type:d,kind:d==="ServicePrincipal"?"service principal":d.toLowerCase()},known:!!P,inherited:!V(v.replace(/\/$/,""),this.scope)}});return i.sort((l,p)=>l.role.localeCompare(p.role)||l.who.name.localeCompare(p.who.name)),{rows:i,mayRemove:n[Ol],mayAssign:n[_l]}}}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0}}}willUpdate(r){r.has("scope")&&this.scope!==this.asked&&(this.asked=this.scope,this.found.run(this.ask))}async take(r){let{assignment:o}=r,n=o.properties;this.error=void 0;try{await Lt(o.id,L.authorization),Ge(`${r.role} was taken from ${r.who.name.slice(0,60)}`,async()=>{try{await $o(n.scope,{role:n.roleDefinitionId.split("/").at(-1),principal:n.principalId,type:n.principalType,name:o.name,...n.condition&&{condition:n.condition},...n.description&&{description:n.description}})}catch(a){this.error=a}this.found.reload()})}catch(a){this.error=a}this.found.reload()}render(){return c`${this.error?Q(this.error):g}
      <div class="card">${this.found.show(r=>this.list(r),"Reading role assignments")}</div>`}list({rows:r,mayRemove:o,mayAssign:n}){let a=(this.route.query.get("filter")??"").toLowerCase(),s=this.route.query.get("where")??"",i=this.route.query.get("type")??"",l=r.filter(d=>(!a||[d.role,d.who.name,d.who.detail,d.who.id].some(h=>h.toLowerCase().includes(a)))&&(!s||s==="here"==!d.inherited)&&(!i||d.who.type===i)),p=new Map;for(let d of l.slice(0,Xn))p.set(d.role,[...p.get(d.role)??[],d]);return c`
      <div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by name, role or id" .value=${a} @input=${d=>se({filter:d.target.value})} />
        <label for="where" class="unseen">Where</label>
        <select id="where" @change=${d=>se({where:d.target.value})}>
          ${[["","All scopes"],["here","This scope"],["above","Inherited"]].map(([d,h])=>c`<option value=${d} ?selected=${d===s}>${h}</option>`)}
        </select>
        <label for="type" class="unseen">Type</label>
        <select id="type" @change=${d=>se({type:d.target.value})}>
          ${[["","All types"],["User","Users"],["Group","Groups"],["ServicePrincipal","Service principals"]].map(([d,h])=>c`<option value=${d} ?selected=${d===i}>${h}</option>`)}
        </select>
        ${n?c`<a class="button primary" href=${y("/access"+this.scope,{tab:"add"})}>${w("add")} Add</a>`:g}
      </div>
      <p class="soft" role="status">${Ao(l.length,"role assignment")}${l.length>Xn?`, the first ${Xn} are shown: filter to find others`:""}</p>
      ${l.length===0?G(r.length?"None is like that":"No role is assigned here",r.length?c`<p>Change the filter.</p>`:c`<p>Nobody may do anything here until somebody assigns a role.</p>`):c`<div class="table" role="group" aria-label="Role assignments" tabindex="0"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Scope</th><th scope="col">Condition</th><th scope="col">Since</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
            ${[...p].map(([d,h])=>c`<tbody><tr class="head-row"><th scope="rowgroup" colspan="6">${m(d,80)} <span class="soft light">${h.length}</span></th></tr>${h.map(v=>this.row(v,o))}</tbody>`)}
          </table></div>`}`}row(r,o){let n=r.assignment.properties,a=Z(n.scope);return c`<tr>
      <td>${ce(r.who)} <a href=${y("/access"+this.scope,{tab:"check",who:r.who.id})}>${m(r.who.name,60)}</a>${r.known?g:c` ${F("not in the directory","warning")}`}<br /><span class="soft">${m(r.who.detail,60)}</span></td>
      <td>${r.who.kind}</td>
      <td>${r.inherited?c`<a href=${n.scope==="/"?y("/access"):y("/access"+n.scope,{tab:"assignments"})}>${a.kind==="root"?"Root":m(a.name,40)}</a> <span class="soft">inherited</span>`:"This scope"}</td>
      <td>${n.condition?c`<details class="inline"><summary>Has one</summary><code>${n.condition}</code></details>`:c`<span class="soft">none</span>`}</td>
      <td>${Hl(n.createdOn)}</td>
      <td>${o&&!r.inherited?c`<fluent-button size="small" appearance="subtle" aria-label="Remove ${r.role} from ${r.who.name.slice(0,60)}" role="button" title="Remove" @click=${()=>this.take(r)}>${w("delete")}</fluent-button>`:g}</td>
    </tr>`}};customElements.define("kl-assignments",Kn);var ct=(t,e,r,o=g)=>c`<li class="step ${t}"><span class="step-head">${e}</span><span class="step-name">${r}</span>${o===g?g:c`<span class="step-detail">${o}</span>`}</li>`,Yn=t=>{let e=Z(t);return c`at ${e.kind} ${e.kind==="root"?g:m(e.name,60)}`};function zl(t){let e=t.explanation,r=l=>t.names[l]??l,o=e.because.grant,n=(e.near??[]).filter(l=>l.whyNot),a=o??n[0],s=e.deny,i=m(t.who.name||t.who.id,80);return c`
    <ol class="path" aria-label="How it was decided">
      ${ct("","Principal",c`${ce(t.who)} ${i}`,t.who.type?t.who.type.replace("ServiceP","Service p").toLowerCase():g)}
      ${(a?.via??[]).slice().reverse().map(l=>ct("","Group",c`${w("people")} ${m(r(l),80)}`))}
      ${a?ct(o?"good":"","Role assignment",c`${m(a.role,80)}`,Yn(a.assignment.scope)):ct("missing","Role assignment","None that comes near",c`for this action at this scope`)}
      ${a?ct(o?"good":"bad","Counts here",o?"Yes":"No",o?o.assignment.condition?"its condition holds":g:c`${a.whyNot}`):g}
      ${s?ct("bad","Deny assignment",m(s.displayName??"",80),s.scope?Yn(s.scope):g):g}
      ${ct(t.allowed?"good":"bad",t.data?"Data action":"Action",Dl(Ud(t.action)),c`${t.allowed?F("allowed","good"):F("refused","bad")}`)}
    </ol>
    ${e.groups?.length?c`<p class="soft">Groups considered: ${e.groups.slice(0,20).map((l,p)=>c`${p?", ":""}${m(r(l.group),60)}${l.path.length>1?c` (through ${l.path.slice(0,-1).map((d,h)=>c`${h?" in ":""}${m(r(d),60)}`)})`:g}`)}${e.groups.length>20?` and ${e.groups.length-20} more`:""}</p>`:g}
    ${!t.allowed&&n.length?Vd(n,r,e.more??0):g}`}function Vd(t,e,r){return c`<h3>What came close</h3>
    <ul class="near">${t.slice(0,10).map(o=>c`<li><strong>${m(o.role,80)}</strong> ${Yn(o.assignment.scope)}${(o.via??[]).map((n,a)=>c`${a?" in ":", through "}${m(e(n),60)}`)}<br /><span class="bad-text">Does not count: ${o.whyNot}</span></li>`)}</ul>
    ${t.length>10||r?c`<p class="soft">and ${Math.max(t.length-10,0)+r} more</p>`:g}`}var Ud=t=>V(t.slice(0,37),"Microsoft.CognitiveServices/accounts/")?"\u2026/"+t.slice(37):t;var Vl=[{label:"call models on /models",id:W.models,data:!0},{label:"call models on /openai",id:W.openai,data:!0},{label:"call models on /anthropic",id:W.anthropic,data:!0},{label:"see the resource",id:ye+"/read",data:!1},{label:"change the resource",id:ye+"/write",data:!1},{label:"make deployments",id:ye+"/deployments/write",data:!1},{label:"read the account keys",id:ye+"/listKeys/action",data:!1},{label:"assign roles",id:"Microsoft.Authorization/roleAssignments/write",data:!1}],Jn=class extends N{constructor(){super(...arguments);this.answer=new M(this);this.asked="";this.askCustom=r=>{r.preventDefault();let o=new FormData(r.target);se({action:String(o.get("action")).trim(),plane:o.get("data")?"":"control"})}}static{this.properties={scope:{},route:{attribute:!1}}}willUpdate(r){if(!r.has("route"))return;let o=[this.scope,this.who,this.custom,this.customData].join("|");o!==this.asked&&(this.asked=o,this.answer.run(()=>this.ask()))}get who(){return this.route.query.get("who")??z().id}get custom(){return this.route.query.get("action")??""}get customData(){return this.route.query.get("plane")!=="control"}async ask(){let r=this.who,o=this.custom?[{label:"do this",id:this.custom,data:this.customData},...Vl]:Vl,[n,a]=await Promise.all([it(this.scope,r,o),Se([r])]);return{checked:n,asked:o,who:a.get(r)}}render(){let r=Number(this.route.query.get("open")??0);return c`<div class="card">
        <div class="row">
          ${this.who===z().id?g:c`<fluent-button id="check-me" @click=${()=>se({who:""})}>${w("person")} My access</fluent-button>`}
          <kl-find class="grow" label="Somebody else's access" name="check-who" @pick=${o=>se({who:o.detail.id})}></kl-find>
        </div>
        <details ?open=${!!this.custom}><summary>Ask about another action</summary>
          <form class="row" @submit=${this.askCustom}>
            <label for="check-action" class="unseen">Action</label>
            <input id="check-action" name="action" class="grow" type="text" .value=${this.custom} placeholder="Microsoft.CognitiveServices/accounts/…" spellcheck="false" autocomplete="off" />
            <label class="check"><input type="checkbox" name="data" .checked=${this.customData} /> data action</label>
            <button class="plain" type="submit">Ask</button>
          </form></details>
      </div>
      ${this.answer.show(({checked:o,asked:n,who:a})=>{let s=a??{id:this.who,name:o[0]?.principal.name||this.who,type:o[0]?.principal.type||"User",kind:"",detail:""};return c`<h2>${ce(s)} ${m(s.name,80)} <span class="soft light">${s.kind} ${m(s.detail,80)}</span></h2>
          ${o.map((i,l)=>{let p=i.accessDecision==="Allowed";return c`<details class="verdict ${p?"good":"bad"}" ?open=${l===r}>
              <summary>${w(p?"checkmark":"dismiss")}<span>${p?"May":"May not"} ${n[l].label}</span><code class="soft">${i.actionId}</code></summary>
              ${zl({allowed:p,explanation:i.explanation,who:s,action:i.actionId,data:i.isDataAction,scope:i.scope,names:i.names})}
              ${!p&&i.explanation.smallestRole&&!i.explanation.deny?ke("info",c`The smallest role that allows it is <strong>${m(i.explanation.smallestRole.roleName)}</strong>.
                    <a href=${y("/access"+this.scope,{tab:"add",role:i.explanation.smallestRole.roleName,member:s.id})}>Assign it</a>`):g}
            </details>`})}`},"Asking")}`}};customElements.define("kl-access-check",Jn);var Ul="Microsoft.Authorization/denyAssignments/delete",jd="00000000-0000-0000-0000-000000000000",Qn=class extends N{constructor(){super(...arguments);this.found=new M(this)}static{this.properties={scope:{},error:{state:!0}}}willUpdate(r){r.has("scope")&&this.found.run(async()=>{let[o,n]=await Promise.all([Tl(this.scope),We(this.scope,Ul)]),a=await Se(o.flatMap(s=>[...s.properties.principals,...s.properties.excludePrincipals].map(i=>i.id)));return{list:o,people:a,may:n[Ul]}})}async take(r){this.error=void 0;try{await Lt(r.id,L.authorization),Ge("The deny assignment is deleted")}catch(o){this.error=o}this.found.reload()}render(){return c`${this.error?Q(this.error):g}<div class="card">
      <p class="soft">A deny assignment refuses what it names, whatever roles grant.</p>
      ${this.found.show(({list:r,people:o,may:n})=>{let a=s=>s.length?s.map((i,l)=>c`${l?", ":""}${i.id===jd?"everyone":m(o.get(i.id)?.name??i.id,60)}`):c`<span class="soft">nobody</span>`;return r.length?Le("Deny assignments",[{head:"Name",cell:s=>c`${m(s.properties.denyAssignmentName,80)} ${s.properties.isSystemProtected?F("protected","info"):g}`},{head:"Refuses",cell:s=>c`<span class="list">${s.properties.permissions.flatMap(i=>[...i.actions,...i.dataActions]).slice(0,8).map(i=>c`<code>${i}</code>`)}</span>`},{head:"For",cell:s=>a(s.properties.principals)},{head:"But not for",cell:s=>a(s.properties.excludePrincipals)},{head:"Scope",cell:s=>V(s.properties.scope,this.scope)?"This scope":c`<a href=${y("/access"+s.properties.scope,{tab:"deny"})}>${m(Z(s.properties.scope).name,40)}</a> <span class="soft">inherited</span>`},{head:"Actions",hideHead:!0,cell:s=>n&&!s.properties.isSystemProtected&&V(s.properties.scope,this.scope)?c`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${s.properties.denyAssignmentName.slice(0,60)}" @click=${()=>this.take(s)}>${w("delete")}</fluent-button>`:g}],r):G("Nothing is denied here",c`<p>Deny assignments are made with <code>az rest</code>, <code>keyless apply</code> or by deployment stacks.</p>`)})}</div>`}};customElements.define("kl-deny",Qn);var Fo="Microsoft.Authorization/roleDefinitions/write",jl="Microsoft.Authorization/roleDefinitions/delete",Zn=class extends N{constructor(){super(...arguments);this.saving=!1;this.found=new M(this);this.asked=""}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0},saving:{state:!0}}}willUpdate(r){!r.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(async()=>{let[o,n]=await Promise.all([It(this.scope),We(this.scope,Fo,jl)]);return o.sort((a,s)=>a.properties.type.localeCompare(s.properties.type)*-1||a.properties.roleName.localeCompare(s.properties.roleName)),{roles:o,may:n}}))}render(){return c`${this.error?Q(this.error):g}
      ${this.found.show(({roles:r,may:o})=>{let n=this.route.query.get("edit");if(n&&o[Fo])return this.editor(r.find(s=>s.name===n&&s.properties.type==="CustomRole"));let a=r.find(s=>s.name===this.route.query.get("show"));return a?this.detail(a,o):this.list(r,o)})}`}list(r,o){let n=(this.route.query.get("filter")??"").toLowerCase(),a=r.filter(s=>!n||(s.properties.roleName+" "+s.properties.description).toLowerCase().includes(n));return c`<div class="card"><div class="row">
        <label for="roles-filter" class="unseen">Filter</label>
        <input id="roles-filter" class="grow" type="search" placeholder="Filter by name or description" .value=${n} @input=${s=>se({filter:s.target.value})} />
        ${o[Fo]?c`<a class="button primary" href=${y("/access"+this.scope,{tab:"roles",edit:"new"})}>${w("add")} Custom role</a>`:g}</div>
      <p class="soft" role="status">${Ao(a.length,"role")}</p>
      ${a.length?Le("Roles",[{head:"Role",cell:s=>c`<a href=${y("/access"+this.scope,{tab:"roles",show:s.name})}>${m(s.properties.roleName,80)}</a>`},{head:"Type",cell:s=>s.properties.type==="CustomRole"?F("custom","info"):c`<span class="soft">built-in</span>`},{head:"Models",cell:s=>{let i=Xe(s);return i.tone==="good"?F("calls models","good"):i.tone==="warning"?F("look twice","warning"):c`<span class="soft">none</span>`}},{head:"Description",cell:s=>m(s.properties.description,160),wide:!0}],a):G("No role is called that",c`<p>Change the filter.</p>`)}</div>`}detail(r,o){let n=r.properties.type==="CustomRole",a=Xe(r);return c`<div class="card"><p><a href=${y("/access"+this.scope,{tab:"roles"})}>All roles</a></p>
      <h2>${m(r.properties.roleName,100)} ${n?F("custom","info"):g}</h2>
      <p>${m(r.properties.description,600)}</p>
      ${ke(a.tone==="bad"?"plain":a.tone,a.text,"Does it let its holder call the model?")}
      ${qn(r)}
      <p class="soft">Id <code>${r.name}</code></p>
      <p class="row"><a class="button" href=${y("/access"+this.scope,{tab:"add",role:r.properties.roleName})}>Assign it</a>
        ${n&&o[Fo]?c`<a class="button" href=${y("/access"+this.scope,{tab:"roles",edit:r.name})}>Edit</a>`:g}
        ${n&&o[jl]?c`<fluent-button id="delete-role" @click=${()=>this.erase(r)}>${w("delete")} Delete</fluent-button>`:g}</p></div>`}editor(r){let o=r?.properties.permissions[0],n=(a,s,i,l)=>c`<div class="field"><label for=${a}>${s}</label><textarea id=${a} name=${a} rows="3" spellcheck="false" .value=${(i??[]).join(`
`)}></textarea><span class="hint">${l}</span></div>`;return c`<form class="card" @submit=${a=>this.save(a,r)}>
      <h2>${r?c`Custom role ${m(r.properties.roleName,80)}`:"New custom role"}</h2>
      <div class="field"><label for="role-name">Name</label><input id="role-name" name="role-name" type="text" required maxlength="128" .value=${r?.properties.roleName??""} /></div>
      <div class="field"><label for="role-description">Description</label><input id="role-description" name="role-description" type="text" maxlength="1024" .value=${r?.properties.description??""} /></div>
      ${n("dataActions","Data actions, one a line",o?.dataActions,"What uses models, as Microsoft.CognitiveServices/accounts/MaaS/*. A star stands for any text.")}
      ${n("notDataActions","Not data actions",o?.notDataActions,"Taken out of the data actions. Another role may still give them.")}
      ${n("actions","Actions",o?.actions,"What administers, as Microsoft.CognitiveServices/accounts/read.")}
      ${n("notActions","Not actions",o?.notActions,"Taken out of the actions.")}
      <p class="soft">It can be assigned at ${r?r.properties.assignableScopes.map((a,s)=>c`${s?", ":""}<code>${a}</code>`):c`<code>${this.assignable}</code>`} and below.</p>
      <p class="row end"><a class="button" href=${y("/access"+this.scope,{tab:"roles"})}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.saving}>${r?"Save":"Create"}</button></p></form>`}get assignable(){return this.scope.split("/").slice(0,5).join("/")}async save(r,o){r.preventDefault();let n=new FormData(r.target),a=i=>String(n.get(i)).split(`
`).map(l=>l.trim()).filter(Boolean),s=o?.name??crypto.randomUUID();this.saving=!0,this.error=void 0;try{await je(`${this.assignable}/providers/Microsoft.Authorization/roleDefinitions/${s}`,L.authorization,{method:"PUT",body:{properties:{roleName:String(n.get("role-name")).trim(),description:String(n.get("role-description")),type:"CustomRole",assignableScopes:o?.properties.assignableScopes??[this.assignable],permissions:[{actions:a("actions"),notActions:a("notActions"),dataActions:a("dataActions"),notDataActions:a("notDataActions")}]}}}),Ge("The role is saved"),this.found.reload(),se({edit:"",show:s})}catch(i){this.error=i}this.saving=!1}async erase(r){this.error=void 0;try{await Lt(r.id,L.authorization),Ge("The role is deleted"),se({show:""})}catch(o){this.error=o}this.found.reload()}};customElements.define("kl-roles",Zn);var Gl={path:"/access",title:"Access control (IAM)",nav:{label:"Access control",icon:"peopleLock"},render:t=>t.rest?c`<kl-access .route=${t}></kl-access>`:c`<kl-scopes></kl-scopes>`},Wl=[["check","Check access"],["assignments","Role assignments"],["add","Add role assignment"],["roles","Roles"],["deny","Deny assignments"]];function Wd(t,e){let r=e.split("/").filter(Boolean),o=[];r[0]?.toLowerCase()==="subscriptions"&&(o.push("/"+r.slice(0,2).join("/")),r.length>4&&o.push("/"+r.slice(0,4).join("/")),r.length>8&&o.push("/"+r.slice(0,8).join("/")));let n=o.filter(a=>a!==e);return n.length?c`<nav aria-label="Scopes above"><ol class="crumbs">${n.map(a=>c`<li><a href=${y(t+a)} title=${Z(a).kind}>${m(Z(a).name,60)}</a></li>`)}</ol></nav>`:c``}var ea=class extends N{static{this.properties={route:{attribute:!1}}}render(){let e=this.route.rest,r=Z(e),o=Wl.some(([n])=>n===this.route.query.get("tab"))?this.route.query.get("tab"):"check";return c`
      ${Wd("/access",e)}
      <h1>${m(r.name,80)} <span class="soft light">Access control of this ${r.kind}</span></h1>
      <nav class="tabs" aria-label="Access control">${Wl.map(([n,a])=>c`<a href=${y("/access"+e,{tab:n})} aria-current=${n===o?"page":g}>${a}</a>`)}</nav>
      ${o==="check"?c`<kl-access-check .scope=${e} .route=${this.route}></kl-access-check>`:o==="assignments"?c`<kl-assignments .scope=${e} .route=${this.route}></kl-assignments>`:o==="add"?c`<kl-assign .scope=${e} .route=${this.route}></kl-assign>`:o==="roles"?c`<kl-roles .scope=${e} .route=${this.route}></kl-roles>`:c`<kl-deny .scope=${e}></kl-deny>`}`}},ta=class extends N{constructor(){super(...arguments);this.scopes=new M(this);this.ask=async()=>{let[r,o]=await Promise.all([Sr(),Po()]),n=(await Promise.all(r.map(i=>be(i.id+"/resourceGroups",L.resources)))).flat(),a=await be("/providers/Microsoft.Management/managementGroups",L.management).catch(()=>[]),s=i=>i.toLowerCase()+"/";return[...a.map(i=>({id:i.id,name:i.properties?.displayName??i.name,kind:"management group",depth:0})),...r.flatMap(i=>[{id:i.id,name:i.displayName,kind:"subscription",depth:0},...n.filter(l=>l.id.toLowerCase().startsWith(s(i.id))).flatMap(l=>[{id:l.id,name:l.name,kind:"resource group",depth:1},...o.filter(p=>p.id.toLowerCase().startsWith(s(l.id))).map(p=>({id:p.id,name:p.name,kind:p.kind??p.type.split("/").at(-1),depth:2}))])])]}}connectedCallback(){super.connectedCallback(),this.scopes.run(this.ask)}render(){return c`<h1>Access control (IAM)</h1>
      <p class="soft">A role assignment holds at its scope and at everything inside it. Choose a scope.</p>
      ${this.scopes.show(r=>r.length?c`<div class="card">${Le("Scopes",[{head:"Scope",cell:o=>c`<a class="depth-${o.depth}" href=${y("/access"+o.id)}>${m(o.name,80)}</a>`},{head:"Kind",cell:o=>o.kind},{head:"Actions",cell:o=>c`<a href=${y("/access"+o.id,{tab:"assignments"})} aria-label="Role assignments of ${o.name}">Role assignments</a>`}],r)}</div>`:G("No scope is shared with you yet",c`<p>You see a scope when you hold a role on it, on what it lies in, or on something inside it.</p>`))}`}};customElements.define("kl-access",ea);customElements.define("kl-scopes",ta);var Ro={inference:"Azure AI Inference",openai:"OpenAI SDK",anthropic:"Anthropic SDK"},Gd=["Python","JavaScript","C#","Java","Go","REST","az"],xe="https://cognitiveservices.azure.com/.default",Xl="https://cognitiveservices.azure.com",C=t=>JSON.stringify(t),oe="What is 6*7?",ra=(t,e,r="")=>o=>`TOKEN=$(az account get-access-token --resource ${Xl} --query accessToken --output tsv)
curl --fail-with-body "${o.endpoint}${t}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${r} \\
  -d ${Kl(JSON.stringify(e(o.deployment)))}`,oa=(t,e)=>r=>`az rest --method post --resource ${Xl} \\
  --url "${r.endpoint}${t}" \\
  --body ${Kl(JSON.stringify(e(r.deployment)))}`,Kl=t=>"'"+t.replaceAll("'","'\\''")+"'",Co=t=>({model:t,messages:[{role:"user",content:oe}]}),ql=t=>({model:t,max_tokens:200,messages:[{role:"user",content:oe}]}),na={inference:{Python:t=>`# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${C(t.endpoint+"/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${xe}"],
)
response = client.complete(
    model=${C(t.deployment)},
    messages=[{"role": "user", "content": "${oe}"}],
)
print(response.choices[0].message.content)`,JavaScript:t=>`// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${C(t.endpoint+"/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${xe}"] },
});
const response = await client.path("/chat/completions").post({
  body: { model: ${C(t.deployment)}, messages: [{ role: "user", content: "${oe}" }] },
});
console.log(response.body.choices[0].message.content);`,"C#":t=>`// dotnet add package Azure.AI.Inference --prerelease && dotnet add package Azure.Identity
using Azure.AI.Inference;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

var options = new AzureAIInferenceClientOptions();
options.AddPolicy(new BearerTokenAuthenticationPolicy(new DefaultAzureCredential(),
    new[] { "${xe}" }), HttpPipelinePosition.PerRetry);
var client = new ChatCompletionsClient(new Uri(${C(t.endpoint+"/models")}),
    new DefaultAzureCredential(), options);
var response = client.Complete(new ChatCompletionsOptions {
    Model = ${C(t.deployment)},
    Messages = { new ChatRequestUserMessage("${oe}") },
});
Console.WriteLine(response.Value.Content);`,Java:t=>`// com.azure:azure-ai-inference, com.azure:azure-identity
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.models.*;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.List;

var client = new ChatCompletionsClientBuilder()
    .endpoint(${C(t.endpoint+"/models")})
    .credential(new DefaultAzureCredentialBuilder().build())
    .scopes(new String[] {"${xe}"})
    .buildClient();
var options = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("${oe}")));
options.setModel(${C(t.deployment)});
System.out.println(client.complete(options).getChoice().getMessage().getContent());`,REST:ra("/models/chat/completions?api-version=2024-05-01-preview",Co),az:oa("/models/chat/completions?api-version=2024-05-01-preview",Co)},openai:{Python:t=>`# pip install openai azure-identity
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=${C(t.endpoint+"/openai/v1/")},
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "${xe}"),
)
response = client.chat.completions.create(
    model=${C(t.deployment)},
    messages=[{"role": "user", "content": "${oe}"}],
)
print(response.choices[0].message.content)`,JavaScript:t=>`// npm install openai @azure/identity
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${C(t.endpoint+"/openai/v1/")},
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "${xe}"),
});
const response = await client.chat.completions.create({
  model: ${C(t.deployment)},
  messages: [{ role: "user", content: "${oe}" }],
});
console.log(response.choices[0].message.content);`,"C#":t=>`// dotnet add package OpenAI && dotnet add package Azure.Identity
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

var policy = new BearerTokenPolicy(new DefaultAzureCredential(), "${xe}");
var client = new ChatClient(model: ${C(t.deployment)}, authenticationPolicy: policy,
    options: new OpenAIClientOptions { Endpoint = new Uri(${C(t.endpoint+"/openai/v1/")}) });
ChatCompletion response = client.CompleteChat("${oe}");
Console.WriteLine(response.Content[0].Text);`,Java:t=>`// com.openai:openai-java, com.azure:azure-identity
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

var credential = new DefaultAzureCredentialBuilder().build();
var request = new TokenRequestContext().addScopes("${xe}");
var client = OpenAIOkHttpClient.builder()
    .baseUrl(${C(t.endpoint+"/openai/v1")})
    .credential(BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken()))
    .build();
var response = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${C(t.deployment)}).addUserMessage("${oe}").build());
System.out.println(response.choices().get(0).message().content().orElse(""));`,Go:t=>`// go get github.com/openai/openai-go/v3 github.com/Azure/azure-sdk-for-go/sdk/azidentity
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(azure.WithEndpoint(${C(t.endpoint)}, "2024-10-21"), azure.WithTokenCredential(credential))
	response, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    ${C(t.deployment)},
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("${oe}")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Choices[0].Message.Content)
}`,REST:ra("/openai/v1/chat/completions",Co),az:oa("/openai/v1/chat/completions",Co)},anthropic:{Python:t=>`# pip install anthropic azure-identity
from anthropic import AnthropicFoundry
from azure.identity import DefaultAzureCredential, get_bearer_token_provider

client = AnthropicFoundry(
    base_url=${C(t.endpoint+"/anthropic")},
    azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "${xe}"),
)
message = client.messages.create(
    model=${C(t.deployment)},
    max_tokens=200,
    messages=[{"role": "user", "content": "${oe}"}],
)
print(message.content[0].text)`,JavaScript:t=>`// npm install @anthropic-ai/foundry-sdk @azure/identity
import AnthropicFoundry from "@anthropic-ai/foundry-sdk";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

const client = new AnthropicFoundry({
  baseURL: ${C(t.endpoint+"/anthropic")},
  azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "${xe}"),
});
const message = await client.messages.create({
  model: ${C(t.deployment)},
  max_tokens: 200,
  messages: [{ role: "user", content: "${oe}" }],
});
console.log(message.content[0].text);`,REST:ra("/anthropic/v1/messages",ql,' -H "anthropic-version: 2023-06-01"'),az:oa("/anthropic/v1/messages",ql)}},Yl=t=>Gd.filter(e=>na[t][e]),Jl=(t,e,r)=>(na[t][e]??na[t].REST)(r);var aa=class extends N{constructor(){super(...arguments);this.library="inference";this.language="Python"}static{this.properties={target:{attribute:!1},library:{state:!0},language:{state:!0}}}render(){let r=Yl(this.library),o=r.includes(this.language)?this.language:"REST";return c`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${Object.keys(Ro).map(n=>c`<button type="button" aria-pressed=${n===this.library} @click=${()=>this.library=n}>${Ro[n]}</button>`)}</div>
        <div class="segments" role="group" aria-label="Language">${r.map(n=>c`<button type="button" aria-pressed=${n===o} @click=${()=>this.language=n}>${n}</button>`)}</div>
      </div>
      ${qe(Jl(this.library,o,this.target),`${Ro[this.library]}, ${o}`)}`}};customElements.define("kl-samples",aa);var Zl={path:"/home",title:"Home",nav:{label:"Home",icon:"home"},render:t=>c`<kl-home .route=${t}></kl-home>`},Ql={models:"/models",openai:"/openai",anthropic:"/anthropic"};function qd(t){let e=new Map;return Object.keys(W).forEach((r,o)=>{let n=t.checked[o],{because:a,near:s}=n.explanation,i=JSON.stringify([n.accessDecision,a.grant?.assignment.name,a.grant?.via,s?.map(p=>[p.role,p.whyNot])]),l=e.get(i);l?l.routes.push(Ql[r]):e.set(i,{of:t,routes:[Ql[r]],checked:n})}),[...e.values()]}function Xd(t){let{because:e,deny:r,near:o}=t.explanation;if(e.grant){let a=Z(e.grant.assignment.scope),s=(e.grant.via??[]).map(i=>t.names[i]??i);return c`${m(e.grant.role)} at ${a.kind} ${m(a.name,60)}${s.map((i,l)=>c`${l?" in ":", through "}${m(i)}`)}`}if(r)return c`A deny assignment refuses it: ${m(r.displayName)}`;let n=o?.find(a=>a.whyNot);return n?c`${m(n.role)} does not count: ${n.whyNot}`:c`No role of yours allows it`}var sa=class extends N{constructor(){super(...arguments);this.chosen="";this.items=new M(this);this.callable=new M(this)}static{this.properties={route:{attribute:!1},chosen:{state:!0}}}connectedCallback(){super.connectedCallback(),this.items.run(Po).then(()=>this.items.value&&this.callable.run(()=>this.ask(this.items.value)))}async ask(r){let o=r.filter(n=>V(n.type,ye)).slice(0,20);return Promise.all(o.map(async n=>{let[a,s,i]=await Promise.all([$l(n.id),it(n.id,z().id,Object.values(W).map(l=>({id:l,data:!0}))),Nl(n.id).catch(()=>[])]);return{account:a,endpoint:String(a.properties?.endpoint??"").replace(/\/$/,""),deployments:i,checked:s}}))}render(){return c`
      <h1>Welcome, ${m(z().name,60)}</h1>
      <section aria-labelledby="call"><h2 id="call">What you may call</h2>
        ${this.items.error?this.items.show(()=>c``):this.callable.show(r=>this.calls(r),"Asking what you may call")}
      </section>
      <section aria-labelledby="mine"><h2 id="mine">Your resources</h2>
        ${this.items.show(r=>this.list(r),"Looking for your resources")}
      </section>`}calls(r){if(r.length===0)return this.nothingToCall();let o=r.filter(a=>a.checked.some(s=>s.accessDecision==="Allowed")).flatMap(a=>a.deployments.map(s=>({endpoint:a.endpoint,deployment:s.name,account:a.account.name}))),n=o.find(a=>a.account+"/"+a.deployment===this.chosen)??o[0];return c`
      ${Le("What you may call",[{head:"Resource",cell:a=>m(a.of.account.name)},{head:"You",cell:a=>a.checked.accessDecision==="Allowed"?F("may call","good"):F("may not call","bad")},{head:"Routes",cell:a=>c`<span class="list">${a.routes.map(s=>c`<code>${s}</code>`)}</span>`},{head:"Why",cell:a=>Xd(a.checked),wide:!0}],r.flatMap(qd))}
      ${n?c`<h3>Ready to run</h3>
            <p class="row"><label for="target">Deployment</label>
              <select id="target" @change=${a=>this.chosen=a.target.value}>
                ${o.map(a=>c`<option value=${a.account+"/"+a.deployment} ?selected=${a===n}>${a.account} / ${a.deployment}</option>`)}
              </select></p>
            <kl-samples .target=${n}></kl-samples>`:this.nobodyAssigned(r[0])}`}nobodyAssigned(r){let o=z(),n=r.checked[0]?.explanation.smallestRole?.roleName??"Cognitive Services User";return G("You may not call a model yet",c`<p>Owner and Contributor administer a resource and do not call its models. Somebody who may assign roles gives you <strong>${n}</strong>,
          <a href=${y("/access"+r.account.id,{tab:"add",role:"Cognitive Services User",member:o.id})}>here</a> or with</p>
        ${qe(`az role assignment create --role "${n}" --assignee-object-id ${o.id} --assignee-principal-type User --scope ${r.account.id}`,"Command that assigns the role")}`)}nothingToCall(){return G("No resource is shared with you yet",c`<p>Ask somebody who administers a resource to assign you a role, and tell them your object id:</p>${qe(z().id,"Your object id")}`)}list(r){return r.length===0?G("Nothing here yet",c`<p>You see a resource when you hold a role on it, or on what it lies in.</p>`):Le("Your resources",[{head:"Name",cell:o=>m(o.name)},{head:"Type",cell:o=>c`${o.kind?c`${m(o.kind)} `:""}<span class="soft">${o.type.split("/").slice(1).join("/")}</span>`},{head:"Resource group",cell:o=>m(o.id.split("/")[4])},{head:"Location",cell:o=>o.location??""},{head:"Access",cell:o=>c`<a href=${y("/access"+o.id)} aria-label="Access control of ${o.name}">Access control</a>`}],r)}};customElements.define("kl-home",sa);var Io=[Zl,Gl];var ia=class extends N{constructor(){super(...arguments);this.state="starting";this.menu="";this.clock=0;this.turn=()=>{this.menu="",this.requestUpdate(),this.updateComplete.then(()=>{let r=Vn(Io);document.title=(r?.page.title??"No such page")+" \xB7 keyless portal"})};this.tell=r=>{this.toast=r.detail,clearTimeout(this.clock),this.clock=window.setTimeout(()=>this.toast=void 0,r.detail.undo?15e3:4e3)};this.undo=()=>{let r=this.toast?.undo;this.toast=void 0,r?.()};this.skip=r=>{r.preventDefault(),this.querySelector("#main")?.focus()}}static{this.properties={state:{state:!0},menu:{state:!0},toast:{state:!0}}}connectedCallback(){super.connectedCallback(),this.replaceChildren(),this.start(),addEventListener("hashchange",this.turn),addEventListener("keyless-theme",()=>this.requestUpdate()),addEventListener("keyless-toast",this.tell),addEventListener("click",r=>{this.menu&&!r.target.closest?.(".menu, .menu-button")&&(this.menu="")}),addEventListener("keydown",r=>{r.key==="Escape"&&(this.menu="")})}async start(){try{this.state=await vl(),this.state==="signed-in"&&this.nameSubscriptions()}catch(r){this.error=r,this.state="failed"}}async nameSubscriptions(){for(let r of await Sr().catch(()=>[]))Un.set(r.subscriptionId.toLowerCase(),r.displayName);this.requestUpdate()}render(){switch(this.state){case"starting":return c`<div class="alone">${Dt("Signing in")}</div>`;case"signed-out":return this.alone("You are signed out",c`<p>Sign in again to go on.</p>`);case"failed":return this.alone("We could not sign you in",c`${Q(this.error)}
          ${this.error instanceof ve&&this.error.number?c`<p><a href="${H.login}/error?code=${this.error.number}">What AADSTS${this.error.number} means and what to do</a></p>`:g}`);case"signed-in":return this.frame()}}alone(r,o){return c`<main class="alone"><div class="card">
      <p class="brand">${this.logo()} keyless</p>
      <h1>${r}</h1>
      ${o}
      <p><fluent-button appearance="primary" id="sign-in" @click=${()=>br({prompt:this.state==="failed"?"select_account":void 0})}>Sign in</fluent-button></p>
    </div></main>`}logo(){return c`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`}frame(){let r=Vn(Io);return c`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="head">
        <fluent-button appearance="transparent" icon-only role="button" class="menu-button only-narrow" aria-label="Pages" aria-expanded=${this.menu==="pages"} @click=${()=>this.menu=this.menu==="pages"?"":"pages"}>${w("navigation")}</fluent-button>
        <a class="brand" href=${y("/home")}>${this.logo()} keyless</a>
        <span class="spring"></span>
        <fluent-button appearance="transparent" icon-only aria-label=${Ft()?"Use light colours":"Use dark colours"} @click=${qi}>${w(Ft()?"weatherSunny":"weatherMoon")}</fluent-button>
        <fluent-button appearance="transparent" role="button" class="menu-button who" id="account" aria-expanded=${this.menu==="account"} @click=${()=>this.menu=this.menu==="account"?"":"account"}>
          ${w("person")}<span class="who-name">${m(z().userName||z().name,40)}</span>${w("chevronDown")}
        </fluent-button>
        ${this.menu==="account"?this.accountMenu():g}
      </header>
      <div class="body">
        <nav class="side ${this.menu==="pages"?"open":""}" aria-label="Pages">${this.navigation(r?.page.path??"")}</nav>
        <main id="main" tabindex="-1">
          ${r?r.page.render(r.route):c`<h1>No such page</h1><p>There is no page at <code>${No().path}</code>. <a href=${y("/home")}>Go home</a></p>`}
        </main>
      </div>
      <div class="toasts" role="status" aria-live="polite">${this.toast?c`<div class="toast">${this.toast.text}${this.toast.undo?c`<fluent-button size="small" id="undo" @click=${this.undo}>Undo</fluent-button>`:g}</div>`:g}</div>`}navigation(r){return c`<ul>${Io.filter(o=>o.nav).map(o=>c`<li><a href=${y(o.path)} aria-current=${o.path===r?"page":g}>${w(o.nav.icon)}${o.nav.label}</a></li>`)}</ul>`}accountMenu(){let r=z();return c`<div class="menu" role="group" aria-label="Account">
      <p class="menu-who"><strong>${m(r.name,60)}</strong><span>${m(r.userName,60)}</span><span class="soft">Object id <code>${r.id}</code></span></p>
      <fluent-button appearance="subtle" id="switch" @click=${()=>br({prompt:"select_account"})}>${w("personSwap")} Use another account</fluent-button>
      <a class="menu-link" href="${H.login}/my-security">${w("shieldCheckmark")} My security</a>
      <fluent-button appearance="subtle" id="sign-out" @click=${()=>bl()}>${w("signOut")} Sign out</fluent-button>
    </div>`}};customElements.define("kl-app",ia);vo();
